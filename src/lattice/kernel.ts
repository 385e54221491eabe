import type { Key } from '../random/index.ts';

/** A signed noise direction: weights are read as w + amount * z(key). `amount` is +epsilon or -epsilon. */
export interface Direction {
  readonly key: Key;
  readonly amount: number;
}

/** Bits of a lattice's integers. All tensors of a lattice have the same. */
export type Precision = 16 | 32;

/** A tensor's integers in memory. */
export type Integers = Int32Array | Int16Array;

/** A run of 32-bit words in a kernel's memory, read as int32 or float32. Offset and length in words. */
export interface Region {
  readonly offset: number;
  readonly length: number;
}

/** One tensor of the lattice: its integers n, its number in the noise, and k, where w = n * 2^-k. */
export interface LatticeTensor {
  /** Its words: each holds one integer of 32 bits, or two of 16, the first in its low half. */
  readonly region: Region;
  /** Number of integers. */
  readonly size: number;
  readonly precision: Precision;
  readonly index: number;
  readonly shift: number;
}

/** Four lanes of 32 bits; sums modulo 2^32 over all elements. */
export type Lanes = readonly [number, number, number, number];

/**
 * Bulk arithmetic on lattice integers, over memory that the kernel owns.
 * `reference.ts` is the specification; the WASM SIMD kernel computes the same bits.
 *
 * Views from `ints`, `floats` and `integers` die at the next `allocate`: fetch them anew, never keep them.
 */
export interface Kernel {
  readonly name: 'reference' | 'wasm';
  /** Zeroed words, aligned to 64 bytes; what was allocated before keeps its place. RangeError when memory is exhausted. */
  allocate(length: number): Region;
  ints(region: Region): Int32Array;
  floats(region: Region): Float32Array;
  integers(tensor: LatticeTensor): Integers;
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
  /**
   * In one pass over memory, for every i and over all updates j with their z under (keys[2j], keys[2j + 1]):
   *
   *     32 bits:  n[i] -= deltas[j] * z[i]                                                modulo 2^32
   *     16 bits:  n[i] -= sign(deltas[j]) * ((|deltas[j]| + u[i]) >> 8) * z[i]             modulo 2^16
   *
   * At 16 bits a delta counts 256ths of a unit, |delta| < 2^24, and u is the rounding byte of `src/random`: it rounds
   * an increment up with the probability of its fraction.
   */
  apply(tensor: LatticeTensor, keys: Uint32Array, deltas: Int32Array): void;
  /** This tensor's part of the fingerprint: lane l = sum over i of n[i] * r(l, index, i) mod 2^32, n with its sign. */
  fingerprint(tensor: LatticeTensor): Lanes;

  /**
   * Adds scale * a b to a matrix of floats, all row-major: a [rows, rank], b [rank, columns], out [rows, columns].
   *
   *     out[i, j] = fround(out[i, j] + fround(fround(scale) * s)),   s = a[i, 0] * b[0, j] + a[i, 1] * b[1, j] + ...
   *
   * with every product and every sum rounded to float32, in this order from 0 on. `out` must overlap neither.
   * @throws RangeError when the regions are not as long as such matrices.
   */
  addProduct(a: Region, b: Region, rank: number, scale: number, out: Region): void;
}
