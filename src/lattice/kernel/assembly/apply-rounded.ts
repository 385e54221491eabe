import { BITS, DELTAS, KEYS, SUMS, TABLES, TAIL, scratch } from './layout';
import { threefry } from './threefry';

/** ROUNDING of `src/random/noise.ts`. */
const ROUNDING: i32 = 0x726f756e;

/** [MAX_UPDATES, 2] keys of the updates' rounding bytes. */
const ROUNDING_KEYS: usize = TABLES;
/** [2] updates, two vectors each: the sign bits of four words. */
const SIGNS: usize = BITS;
/** [2] updates, two vectors each: the rounding bytes of four words. */
const BYTES: usize = BITS + 64;
/** [256] of 16 bits: what a chunk's elements lose. */
const WIDE: usize = SUMS;
/** [256] of 8 bits: the part of it that is not in WIDE yet. */
const NARROW: usize = SUMS + 512;
/** An update with a whole part below this adds to NARROW alone. */
const SMALL: i32 = 64;

/** fold_in(key, ROUNDING) for every update; an odd one has a neighbour of which nothing is used. */
export function deriveKeys(updates: i32): void {
  const zero = i32x4.splat(0);
  for (let j = 0; j < updates; j += 2) {
    const key = KEYS + 8 * j;
    threefry(load<i32>(key), load<i32>(key, 4), zero, load<i32>(key, 8), load<i32>(key, 12), zero, ROUNDING, scratch + BITS);
    for (let i = 0; i < 4; i++) store<i32>(ROUNDING_KEYS + 8 * j + 4 * i, load<i32>(scratch + BITS + 16 * i));
  }
}

/** Moves what NARROW holds into WIDE. */
function widen(): void {
  for (let at = 0; at < 256; at += 16) {
    const narrow = v128.load(scratch + NARROW + at);
    const wide = scratch + WIDE + 2 * at;
    v128.store(wide, i16x8.add(v128.load(wide), i16x8.extend_low_i8x16_s(narrow)));
    v128.store(wide, i16x8.add(v128.load(wide, 16), i16x8.extend_high_i8x16_s(narrow)), 16);
  }
  memory.fill(scratch + NARROW, 0, 256);
}

/**
 * 16 elements, from `at` on: adds z * sign * (whole + 1 where bytes > limit, else whole). `signs` is the address of their
 * 16 bits, `flip` all ones for an update with a negative delta.
 */
// @ts-ignore: decorator
@inline
function sixteen(at: usize, signs: usize, flip: v128, bytes: v128, limit: v128, whole: v128): void {
  const halves = v128.xor(v128.load_splat<u16>(signs), flip);
  const spread = i8x16.shuffle(halves, halves, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1);
  const single = i8x16(1, 2, 4, 8, 16, 32, 64, -128, 1, 2, 4, 8, 16, 32, 64, -128);
  const minus = i8x16.eq(v128.and(spread, single), i8x16.splat(0));
  const size = i8x16.sub(whole, i8x16.gt_u(bytes, limit));
  const signed = i8x16.sub(v128.xor(size, minus), minus);
  v128.store(scratch + NARROW + at, i8x16.add(v128.load(scratch + NARROW + at), signed));
}

/** The 64 elements of word w, whose eight bytes are in both halves of `bytes`. */
// @ts-ignore: decorator
@inline
function wordOf(w: i32, signs: usize, flip: v128, bytes: v128, limit: v128, whole: v128): void {
  const at = 64 * w;
  const low = signs + 4 * w;
  const quarter = i8x16.splat(64);
  let turned = i8x16.add(bytes, i8x16(0, 0, 0, 0, 0, 0, 0, 0, 32, 32, 32, 32, 32, 32, 32, 32));
  sixteen(at, low, flip, turned, limit, whole);
  turned = i8x16.add(turned, quarter);
  sixteen(at + 16, low + 2, flip, turned, limit, whole);
  turned = i8x16.add(turned, quarter);
  sixteen(at + 32, low + 16, flip, turned, limit, whole);
  turned = i8x16.add(turned, quarter);
  sixteen(at + 48, low + 18, flip, turned, limit, whole);
}

/** Adds z * sign * whole to the 256 elements of WIDE, for a whole part that is not small. */
function addWhole(signs: usize, flip: v128, whole: i32): void {
  const both = i16x8.splat(<i16>whole);
  const single = i16x8(1, 2, 4, 8, 16, 32, 64, 128);
  for (let e = 0; e < 256; e += 8) {
    const byte = signs + ((e & 32) >> 1) + ((e >> 6) << 2) + ((e & 31) >> 3);
    const spread = v128.and(v128.xor(i16x8.splat(<i16>load<u8>(byte)), flip), single);
    const minus = i16x8.eq(spread, i16x8.splat(0));
    const at = scratch + WIDE + 2 * e;
    v128.store(at, i16x8.add(v128.load(at), i16x8.sub(v128.xor(both, minus), minus)));
  }
}

/** One update on a chunk, by its bits and bytes. @returns how far NARROW may have grown, from `grown` before */
function addUpdate(delta: i32, signs: usize, bytes: usize, grown: i32): i32 {
  const size = abs(delta);
  const flip = i32x4.splat(delta >> 31);
  let whole = size >> 8;
  if (whole >= SMALL) {
    addWhole(signs, flip, whole);
    whole = 0;
  }
  if (grown + whole + 1 > 127) {
    widen();
    grown = 0;
  }
  // (size + byte) >> 8 is one more than the whole part where byte > 255 - fraction.
  const limit = i8x16.splat(<i8>(255 - (size & 255)));
  const wholes = i8x16.splat(<i8>whole);
  const low = v128.load(bytes);
  const high = v128.load(bytes, 16);
  const words01 = i32x4.shuffle(low, high, 0, 4, 1, 5);
  const words23 = i32x4.shuffle(low, high, 2, 6, 3, 7);
  wordOf(0, signs, flip, i64x2.shuffle(words01, words01, 0, 0), limit, wholes);
  wordOf(1, signs, flip, i64x2.shuffle(words01, words01, 1, 1), limit, wholes);
  wordOf(2, signs, flip, i64x2.shuffle(words23, words23, 0, 0), limit, wholes);
  wordOf(3, signs, flip, i64x2.shuffle(words23, words23, 1, 1), limit, wholes);
  return grown + whole + 1;
}

/** The generator's 64 bits for the words `counters`, under two neighbouring keys of a list. */
// @ts-ignore: decorator
@inline
function twoKeys(key: usize, counters: v128, tensor: i32, out: usize): void {
  threefry(load<i32>(key), load<i32>(key, 4), counters, load<i32>(key, 8), load<i32>(key, 12), counters, tensor, out);
}

/** All updates on the 256 elements of four words: memory is read and written once. */
function chunk(target: usize, tensor: i32, word: i32, updates: i32): void {
  const counters = i32x4.add(i32x4.splat(word), i32x4(0, 1, 2, 3));
  memory.fill(scratch + WIDE, 0, 768);
  let grown = 0;
  for (let j = 0; j < updates; j += 2) {
    twoKeys(KEYS + 8 * j, counters, tensor, scratch + SIGNS);
    twoKeys(ROUNDING_KEYS + 8 * j, counters, tensor, scratch + BYTES);
    const deltas = DELTAS + 4 * j;
    grown = addUpdate(load<i32>(deltas), scratch + SIGNS, scratch + BYTES, grown);
    if (j + 1 < updates) grown = addUpdate(load<i32>(deltas, 4), scratch + SIGNS + 32, scratch + BYTES + 32, grown);
  }
  widen();
  for (let at = 0; at < 512; at += 16) {
    v128.store(target + at, i16x8.sub(v128.load(target + at), v128.load(scratch + WIDE + at)));
  }
}

/**
 * n[i] -= sum_j z_j[i] sign(D_j) ((|D_j| + u_j[i]) >> 8) over the updates listed in KEYS and DELTAS, after `deriveKeys`, for
 * `length` elements of 16 bits from `start` on. u_j[i] is a byte of the generator: `src/random/noise.ts` is the specification.
 */
export function applyRounded(target: usize, start: i32, length: i32, tensor: i32, updates: i32): void {
  let word = start >> 6;
  for (; length >= 256; length -= 256) {
    chunk(target, tensor, word, updates);
    target += 512;
    word += 4;
  }
  if (length > 0) {
    const tail = scratch + TAIL;
    memory.copy(tail, target, 2 * length);
    chunk(tail, tensor, word, updates);
    memory.copy(target, tail, 2 * length);
  }
}
