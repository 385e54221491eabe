import { type Key, foldIn, threefry2x32 } from './threefry.ts';

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
 * Folded into an update's key for the bytes that round its increments, so that they do not depend on its signs.
 * The ASCII bytes "roun": no tensor and no child of a direction's key has such a number.
 */
const ROUNDING = 0x726f756e;

/** The key of an update's rounding bytes, from the key of its signs. */
export function roundingKey(key: Key): Key {
  return foldIn(key, ROUNDING);
}

/**
 * The byte, 0 to 255, that rounds an element's increment under a rounding key: byte (i & 7) of the word of element i
 * (the low half first, lowest byte first) plus 32 * ((i >> 3) & 7), modulo 256. Slow; the specification.
 *
 * Every byte is uniform. The eight elements that share one lie 32 apart, so that of them exactly a step's share is
 * rounded up, to the next whole one: less noise along the direction than eight bytes of their own would bring, from an
 * eighth of the generator's work. Between weights nothing is correlated, since each rounding takes its element's sign.
 */
export function roundingByteAt(rounding: Key, tensor: number, element: number): number {
  const halves = threefry2x32(rounding, Math.floor(element / WORD_ELEMENTS), tensor);
  const byte = halves[(element >> 2) & 1]! >>> (8 * (element & 3));
  return (byte + 32 * ((element >> 3) & 7)) & 255;
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
