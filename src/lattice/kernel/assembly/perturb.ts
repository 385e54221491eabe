import { load4 } from './integers';
import { BITS, scratch } from './layout';
import { threefry } from './threefry';

/** Where the bits of elements 64w + 32h to 64w + 32h + 31 lie, of the eight words in BITS. */
// @ts-ignore: decorator
@inline
function bitsOf(w: i32, h: i32): usize {
  return scratch + BITS + ((w >> 2) << 5) + (h << 4) + ((w & 3) << 2);
}

/** Elements `at` to `at + 3`. `up` brings their bits of `spread` to the top, where a set one turns the sign of `minus`. */
// @ts-ignore: decorator
@inline
function four<T>(source: usize, target: usize, at: usize, spread: v128, up: i32, scale: v128, minus: v128): void {
  const weight = f32x4.mul(f32x4.convert_i32x4_s(load4<T>(source + at * sizeof<T>())), scale);
  const sign = v128.and(i32x4.shl(spread, up), i32x4.splat(0x80000000));
  v128.store(target + 4 * at, f32x4.add(weight, v128.xor(minus, sign)));
}

/** 32 elements, whose signs are the half word at `bits`. */
// @ts-ignore: decorator
@inline
function half<T>(source: usize, target: usize, bits: usize, scale: v128, minus: v128): void {
  // Lane l then holds the bit of element 4g + l at position 4g + 3, for each group g of four: one shift serves all lanes.
  const spread = i32x4.mul(v128.load_splat<u32>(bits), i32x4(8, 4, 2, 1));
  four<T>(source, target, 0, spread, 28, scale, minus);
  four<T>(source, target, 4, spread, 24, scale, minus);
  four<T>(source, target, 8, spread, 20, scale, minus);
  four<T>(source, target, 12, spread, 16, scale, minus);
  four<T>(source, target, 16, spread, 12, scale, minus);
  four<T>(source, target, 20, spread, 8, scale, minus);
  four<T>(source, target, 24, spread, 4, scale, minus);
  four<T>(source, target, 28, spread, 0, scale, minus);
}

/** Elements `from` to `to - 1` of the eight words in BITS, one at a time: the ends of a run. */
function few<T>(source: usize, target: usize, from: i32, to: i32, scale: f32, amount: f32): void {
  for (let e = from; e < to; e++) {
    const bit = (load<u32>(bitsOf(e >> 6, (e >> 5) & 1)) >> (e & 31)) & 1;
    store<f32>(target, <f32>load<T>(source) * scale + (bit ? amount : -amount));
    source += sizeof<T>();
    target += 4;
  }
}

/**
 * target[i] = source[i] * scale + amount * z[start + i] for 0 <= i < count, z the signs of `tensor` under the key.
 * Source and target are addresses of the run's first element, aligned to an element; source[i] is of type T, i32 or i16.
 */
export function perturbRun<T>(
  source: usize,
  target: usize,
  start: i32,
  count: i32,
  tensor: i32,
  k0: i32,
  k1: i32,
  scale: f32,
  amount: f32,
): void {
  const scales = f32x4.splat(scale);
  const minus = f32x4.splat(-amount);
  // A run may start within a word: its elements up to the next word come first.
  let inWord = start & 63;
  let counters = i32x4.add(i32x4.splat(start >>> 6), i32x4(0, 1, 2, 3));
  while (count > 0) {
    threefry(k0, k1, counters, k0, k1, i32x4.add(counters, i32x4.splat(4)), tensor, scratch + BITS);
    counters = i32x4.add(counters, i32x4.splat(8));
    let w = 0;
    if (inWord) {
      const here = min(64 - inWord, count);
      few<T>(source, target, inWord, inWord + here, scale, amount);
      source += sizeof<T>() * here;
      target += 4 * here;
      count -= here;
      inWord = 0;
      w = 1;
    }
    for (; w < 8 && count >= 64; w++) {
      half<T>(source, target, bitsOf(w, 0), scales, minus);
      half<T>(source + 32 * sizeof<T>(), target + 128, bitsOf(w, 1), scales, minus);
      source += 64 * sizeof<T>();
      target += 256;
      count -= 64;
    }
    if (w < 8) {
      few<T>(source, target, 64 * w, 64 * w + count, scale, amount);
      count = 0;
    }
  }
}

/** target[i] = source[i] * scale for 0 <= i < count. */
export function readRun<T>(source: usize, target: usize, count: i32, scale: f32): void {
  const scales = f32x4.splat(scale);
  for (; count >= 4; count -= 4) {
    v128.store(target, f32x4.mul(f32x4.convert_i32x4_s(load4<T>(source)), scales));
    source += 4 * sizeof<T>();
    target += 16;
  }
  for (; count > 0; count--) {
    store<f32>(target, <f32>load<T>(source) * scale);
    source += sizeof<T>();
    target += 4;
  }
}

/** `perturbRun` of integers of 16 or 32 bits. */
export function perturb(
  bits: i32,
  source: usize,
  target: usize,
  start: i32,
  count: i32,
  tensor: i32,
  k0: i32,
  k1: i32,
  scale: f32,
  amount: f32,
): void {
  if (bits == 16) perturbRun<i16>(source, target, start, count, tensor, k0, k1, scale, amount);
  else perturbRun<i32>(source, target, start, count, tensor, k0, k1, scale, amount);
}

/** `readRun` of integers of 16 or 32 bits. */
export function read(bits: i32, source: usize, target: usize, count: i32, scale: f32): void {
  if (bits == 16) readRun<i16>(source, target, count, scale);
  else readRun<i32>(source, target, count, scale);
}
