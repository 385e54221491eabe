import type { EngineName } from './engine.ts';

/**
 * What a page loads for an engine on its first visit, beside what it has anyway: bytes as they travel, compressed.
 * `.size-limit.json` holds the build to these.
 */
export const PROGRAM_BYTES: Readonly<Record<EngineName, number>> = {
  cpu: 0,
  simd: 15_000,
  wasm: 3_750_000,
  webgpu: 6_700_000,
  webgl: 90_000,
};
