import type { Precision } from '../lattice/index.ts';
import type { EngineName } from './engine.ts';

/** Engines over the kernel of `src/lattice`, which reads and updates integers of either width. */
const BOTH: readonly EngineName[] = ['cpu', 'simd', 'wasm', 'webgl'];

/** Whether an engine can hold weights of so many bits. */
export function holdsPrecision(name: EngineName, precision: Precision): boolean {
  return precision === 32 || BOTH.includes(name);
}

/** @throws Error naming the engines that can, where this one cannot hold weights of so many bits. */
export function checkPrecision(name: EngineName, precision: Precision): void {
  if (holdsPrecision(name, precision)) return;
  throw new Error(
    `The ${name} engine cannot hold weights of ${precision} bits, as this federation has them. ` +
      `Choose one of the engines that can: ${BOTH.join(', ')}.`,
  );
}
