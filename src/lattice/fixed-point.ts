import type { Integers, Precision } from './kernel.ts';

/** Rounds half away from zero, so that the negated number gives the negated integer. */
export function roundSymmetric(x: number): number {
  return x < 0 ? -Math.floor(0.5 - x) : Math.floor(x + 0.5);
}

/**
 * Bits of an integer but its sign and the 4x headroom: a tensor whose largest weight is 1 gets k = 29, or 13.
 */
function usedBits(precision: Precision): number {
  return precision - 3;
}

/**
 * The largest k, 30 or 14: every weight has room up to +-2, whatever its tensor's base weights are. A bias that is tiny
 * in the checkpoint would wrap in the first rounds otherwise, and steps would not fit the lattice. 2^-30 is finer than
 * float32 for every weight above 0.01.
 */
function finestShift(precision: Precision): number {
  return precision - 2;
}

/**
 * The most at which 2^-k is a normal float32. Above it kernels would differ in subnormal numbers; only a tensor without
 * a weight over 2^-97 would ask for more.
 */
const LARGEST_SHIFT = 126;

/**
 * k of a tensor: 29 - ceil(log2(max |w|)), which leaves 4x headroom below 2^31, but at most 30; a tensor of zeros gets 29.
 * At 16 bits everything is 16 less: 13 - ceil(log2(max |w|)), at most 14, and 13.
 * Read off the exponent's bits, since log2 is not exact everywhere.
 * @throws RangeError when the maximum is not finite.
 */
export function shiftFor(maximum: number, precision: Precision = 32): number {
  if (!Number.isFinite(maximum)) throw new RangeError('A weight of the checkpoint is not finite.');
  const used = usedBits(precision);
  if (maximum === 0) return used;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, maximum);
  const high = view.getUint32(0);
  const isPowerOfTwo = (high & 0xfffff) === 0 && view.getUint32(4) === 0;
  const floorLog2 = ((high >>> 20) & 0x7ff) - 1023;
  return Math.min(finestShift(precision), used - (isPowerOfTwo ? floorLog2 : floorLog2 + 1));
}

/** @throws RangeError when k is not one that every kernel computes alike. */
export function checkShift(shift: number, precision: Precision): void {
  // The least is what the largest float32, just below 2^128, gives.
  if (Number.isInteger(shift) && shift >= usedBits(precision) - 128 && shift <= LARGEST_SHIFT) return;
  throw new RangeError(`A scale of 2^-${shift} is not one of a lattice.`);
}

/**
 * Turns float32 weights into integers n = round(w * 2^k); |w - n * 2^-k| <= 2^-(k+1).
 * `integers` may begin in memory where `weights` does: none is written before the weights under it were read. Returns k.
 * @throws RangeError when a weight is not finite; `integers` is untouched then.
 */
export function quantiseInto(weights: Float32Array, integers: Integers): number {
  let maximum = 0;
  for (let i = 0; i < weights.length; i++) {
    const size = Math.abs(weights[i]!);
    // Written so that NaN is not lost: it compares false with everything.
    if (!(size <= maximum)) maximum = size;
    if (maximum !== maximum) break;
  }
  const shift = shiftFor(maximum, integers instanceof Int16Array ? 16 : 32);
  const scale = 2 ** shift;
  for (let i = 0; i < weights.length; i++) integers[i] = roundSymmetric(weights[i]! * scale);
  return shift;
}
