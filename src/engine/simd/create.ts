import { Lattice, type Precision, WasmKernel } from '../../lattice/index.ts';
import type { Architecture } from '../../model/index.ts';
import { LatticeEngine } from '../lattice-engine.ts';
import { instantiate } from './instance.mjs';
import { type SimdExports, simdModule } from './module.ts';
import { SimdForward } from './simd-forward.ts';

/** 64 KiB pages. What 32-bit addresses reach is 65,536 of them. */
const PAGE_BYTES = 65536;
const MOST_PAGES = 65536;

/** Threads share memory only where a page is cross-origin isolated; Node always is. */
function canShareMemory(): boolean {
  return typeof SharedArrayBuffer !== 'undefined' && globalThis.crossOriginIsolated !== false;
}

export interface SimdOptions {
  /** Taken where memory can be shared; 1 elsewhere. */
  readonly threads: number;
  readonly precision: Precision;
  /** False: without relaxed SIMD, as on a device that does not have it. */
  readonly relaxed?: boolean;
}

/**
 * The engine in WebAssembly of this project's own (docs/SIMD.md).
 * @throws RangeError when the device has not enough memory for the weights, Error where WebAssembly has no SIMD.
 */
export async function createSimdEngine(
  architecture: Architecture,
  { threads, precision, relaxed = true }: SimdOptions,
): Promise<LatticeEngine> {
  const compiled = await simdModule(relaxed);
  const weights = architecture.tensors.reduce((sum, { size }) => sum + (size * precision) / 8, 0);
  const memory = reserve(weights);
  const { exports: untyped } = await instantiate(compiled.module, memory);
  // The border to WebAssembly, whose exports have no types: the module is made from our own sources.
  const exports = untyped as unknown as SimdExports;
  const kernel = WasmKernel.over(memory, exports);
  const sizes = architecture.tensors.map(({ size }) => size);
  const lattice = new Lattice(sizes, kernel, precision);
  const team = canShareMemory() ? Math.max(1, threads) : 1;
  const forward = await SimdForward.create(architecture, kernel, memory, exports, compiled, team);
  return new LatticeEngine('simd', architecture, lattice, forward);
}

/**
 * Shared memory says at once how far it may grow, and some devices set that much aside: they are asked for less until
 * they agree, but for no less than the weights need.
 */
function reserve(weightBytes: number): WebAssembly.Memory {
  let refused: unknown;
  for (let maximum = MOST_PAGES; maximum * PAGE_BYTES > weightBytes; maximum /= 2) {
    try {
      return new WebAssembly.Memory({ initial: 1, maximum, shared: true });
    } catch (cause) {
      refused = cause;
    }
  }
  throw new RangeError(
    `No memory for ${Math.round(weightBytes / 2 ** 20)} MiB of weights. Close other tabs, or take a smaller model.`,
    { cause: refused },
  );
}
