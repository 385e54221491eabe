import type { Key } from '../random/index.ts';

/** A signed noise direction: weights are read as w + amount * z(key). `amount` is +epsilon or -epsilon. */
export interface Direction {
  readonly key: Key;
  readonly amount: number;
}

/**
 * The range of k: what the largest float32 gives, and the most at which 2^-k is a normal float32. Above it kernels would
 * differ in subnormal numbers; only a tensor without a weight over 2^-97 would ask for more.
 */
export const SHIFT_RANGE = { min: -99, max: 126 } as const;

/** A run of 32-bit words in a kernel's memory, read as int32 or float32. Offset and length in words. */
export interface Region {
  readonly offset: number;
  readonly length: number;
}

/** One tensor of the lattice: its integers n, its number in the noise, and k, where w = n * 2^-k. */
export interface LatticeTensor {
  readonly region: Region;
  readonly index: number;
  readonly shift: number;
}

/** Four lanes of 32 bits; sums modulo 2^32 over all elements. */
export type Lanes = readonly [number, number, number, number];

/**
 * Bulk arithmetic on lattice integers, over memory that the kernel owns.
 * `reference.ts` is the specification; the WASM SIMD kernel computes the same bits.
 *
 * Views from `ints` and `floats` die at the next `allocate`: fetch them anew, never keep them.
 */
export interface Kernel {
  readonly name: 'reference' | 'wasm';
  /** Zeroed words, aligned to 64 bytes; what was allocated before keeps its place. RangeError when memory is exhausted. */
  allocate(length: number): Region;
  ints(region: Region): Int32Array;
  floats(region: Region): Float32Array;
  /** Bytes that the kernel holds, its own needs included. */
  readonly bytes: number;

  /**
   * out[outStart + i] = fround(fround(n[start + i]) * 2^-shift + fround(amount) * z[start + i]), 0 <= i < count.
   * `direction` null reads the weights themselves. `out` must not overlap the tensor.
   * @throws RangeError when the run leaves the tensor or `out`, as do rows that `gather` is asked for.
   */
  perturb(
    tensor: LatticeTensor,
    start: number,
    count: number,
    direction: Direction | null,
    out: Region,
    outStart: number,
  ): void;
  /** Rows of a [rows, width] tensor, perturbed, one after another into `out`: [rows.length, width]. */
  gather(tensor: LatticeTensor, rows: Uint32Array, width: number, direction: Direction | null, out: Region): void;
  /** n[i] -= sum over j of deltas[j] * z(keys[2j], keys[2j + 1])[i], modulo 2^32, in one pass over memory. */
  apply(tensor: LatticeTensor, keys: Uint32Array, deltas: Int32Array): void;
  /** This tensor's part of the fingerprint: lane l = sum over i of n[i] * r(l, index, i) mod 2^32. */
  fingerprint(tensor: LatticeTensor): Lanes;
}
