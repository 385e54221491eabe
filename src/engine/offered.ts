import type { EngineName } from './engine.ts';

/** Engines that volunteers may have, in the order in which they are tried; `cpu` is the oracle of tests, and far too slow. */
export const OFFERED = ['simd', 'webgpu', 'webgl', 'wasm'] as const satisfies readonly EngineName[];

/** One of them. */
export type OfferedEngine = (typeof OFFERED)[number];

/** An engine by the name that was kept; null where there is none, or none of that name any more. */
export function offeredEngine(name: string | null): OfferedEngine | null {
  return OFFERED.find((offered) => offered === name) ?? null;
}
