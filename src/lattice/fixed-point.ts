import { SHIFT_RANGE } from './kernel.ts';

/** Rounds half away from zero, so that the negated number gives the negated integer. */
export function roundSymmetric(x: number): number {
  return x < 0 ? -Math.floor(0.5 - x) : Math.floor(x + 0.5);
}

/**
 * The largest k: every weight has room up to +-2, whatever its tensor's base weights are. A bias that is tiny in the
 * checkpoint would wrap in the first rounds otherwise, and steps would not fit the lattice. 2^-30 is finer than
 * float32 for every weight above 0.01.
 */
const FINEST_SHIFT = 30;

/**
 * k of a tensor: 29 - ceil(log2(max |w|)), which leaves 4x headroom below 2^31, but at most 30; a tensor of zeros gets 29.
 * Read off the exponent's bits, since log2 is not exact everywhere.
 * @throws RangeError when the maximum is not finite.
 */
export function shiftFor(maximum: number): number {
  if (!Number.isFinite(maximum)) throw new RangeError('A weight of the checkpoint is not finite.');
  if (maximum === 0) return 29;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, maximum);
  const high = view.getUint32(0);
  const isPowerOfTwo = (high & 0xfffff) === 0 && view.getUint32(4) === 0;
  const floorLog2 = ((high >>> 20) & 0x7ff) - 1023;
  return Math.min(FINEST_SHIFT, 29 - (isPowerOfTwo ? floorLog2 : floorLog2 + 1));
}

/** @throws RangeError when k is not one that every kernel computes alike. */
export function checkShift(shift: number): void {
  if (Number.isInteger(shift) && shift >= SHIFT_RANGE.min && shift <= SHIFT_RANGE.max) return;
  throw new RangeError(`A scale of 2^-${shift} is not one of a lattice.`);
}

/**
 * Turns float32 weights into integers n = round(w * 2^k); |w - n * 2^-k| <= 2^-(k+1).
 * Both arrays may lie in the same memory. Returns k.
 * @throws RangeError when a weight is not finite; `integers` is untouched then.
 */
export function quantiseInto(weights: Float32Array, integers: Int32Array): number {
  let maximum = 0;
  for (let i = 0; i < weights.length; i++) {
    const size = Math.abs(weights[i]!);
    // Written so that NaN is not lost: it compares false with everything.
    if (!(size <= maximum)) maximum = size;
    if (maximum !== maximum) break;
  }
  const shift = shiftFor(maximum);
  const scale = 2 ** shift;
  for (let i = 0; i < weights.length; i++) integers[i] = roundSymmetric(weights[i]! * scale);
  return shift;
}
