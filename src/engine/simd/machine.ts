import { WasmKernel } from '../../lattice/index.ts';
import { instantiate } from './instance.mjs';
import { type SimdExports, simdModule } from './module.ts';

/** 64 KiB pages. What 32-bit addresses reach is 65,536 of them. */
const PAGE_BYTES = 65536;
const MOST_PAGES = 65536;

/** An instance of the module in memory of its own, which threads can share. */
export interface Machine {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly exports: SimdExports;
  /** The lattice's kernel over the memory; usable once a team has gathered. */
  readonly kernel: WasmKernel;
}

/**
 * @param weightBytes what the memory must hold at least
 * @param relaxed false: without relaxed SIMD, as on a device that does not have it
 * @throws RangeError without memory, Error where WebAssembly has no SIMD.
 */
export async function openMachine(weightBytes: number, relaxed: boolean): Promise<Machine> {
  const module = await simdModule(relaxed);
  const memory = reserve(weightBytes);
  const instance = await instantiate(module, memory);
  // The border to WebAssembly, whose exports have no types: the module is made from our own sources.
  const exports = instance.exports as unknown as SimdExports;
  return { module, memory, exports, kernel: WasmKernel.over(memory, exports) };
}

/** Room beside the weights without which there is no point in trying. */
const LEAST_BESIDE = 64 * 2 ** 20;

/**
 * Shared memory says at once how far it may grow, and some devices set that much aside: they are asked for less, a
 * quarter at a time, until they agree.
 */
function reserve(weightBytes: number): WebAssembly.Memory {
  let refused: unknown;
  const least = (weightBytes + LEAST_BESIDE) / PAGE_BYTES;
  for (let maximum = MOST_PAGES; maximum >= least; maximum = Math.floor(0.75 * maximum)) {
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
