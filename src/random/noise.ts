import { type Key, threefry2x32 } from './threefry.ts';

/** Elements whose signs come from one call of the generator. */
export const WORD_ELEMENTS = 64;

/**
 * The 64 sign bits of elements `64 * word` to `64 * word + 63` of a tensor:
 * the low half first, element i in bit (i & 31) of half ((i >> 5) & 1).
 */
export function signBits(key: Key, tensor: number, word: number): [number, number] {
  return threefry2x32(key, word, tensor);
}

/** Rademacher noise: +1 where the element's bit is set, -1 where it is not. Slow; the specification. */
export function signAt(key: Key, tensor: number, element: number): 1 | -1 {
  const halves = signBits(key, tensor, Math.floor(element / WORD_ELEMENTS));
  return (halves[(element >> 5) & 1]! >>> (element & 31)) & 1 ? 1 : -1;
}

/**
 * The key of the fingerprint's multipliers: a fixed public constant
 * (the ASCII bytes "dandelio", so that nobody has to wonder where it comes from).
 */
const FINGERPRINT_KEY: Key = [0x64616e64, 0x656c696f];

/**
 * The four multipliers of element i in the fingerprint, one for each lane:
 * two calls of the generator under FINGERPRINT_KEY, counters [2i, tensor] and [2i + 1, tensor].
 */
export function fingerprintMultipliers(tensor: number, element: number): [number, number, number, number] {
  const even = threefry2x32(FINGERPRINT_KEY, 2 * element, tensor);
  const odd = threefry2x32(FINGERPRINT_KEY, 2 * element + 1, tensor);
  return [even[0], even[1], odd[0], odd[1]];
}
