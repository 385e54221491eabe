import { load4 } from './integers';
import { BITS, LANES, TAIL, scratch } from './layout';
import { threefry } from './threefry';

/** FINGERPRINT_KEY of `src/random/noise.ts`. */
const KEY0: i32 = 0x64616e64;
const KEY1: i32 = 0x656c696f;

/** Adds the four lanes of a vector each: [sum a, sum b, sum c, sum d]. */
function sumsOf(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = i32x4.add(i32x4.shuffle(a, b, 0, 4, 1, 5), i32x4.shuffle(a, b, 2, 6, 3, 7));
  const cd = i32x4.add(i32x4.shuffle(c, d, 0, 4, 1, 5), i32x4.shuffle(c, d, 2, 6, 3, 7));
  return i32x4.add(i64x2.shuffle(ab, cd, 0, 2), i64x2.shuffle(ab, cd, 1, 3));
}

/** Leaves in LANES four lanes of a run from `start` on: sums of n[i] times the generator's words at counters 2i and 2i + 1. */
function lanesOf<T>(source: usize, start: i32, length: i32, tensor: i32): void {
  let lane0 = i32x4.splat(0);
  let lane1 = i32x4.splat(0);
  let lane2 = i32x4.splat(0);
  let lane3 = i32x4.splat(0);
  let even = i32x4.add(i32x4.splat(2 * start), i32x4(0, 2, 4, 6));
  const bits = scratch + BITS;
  const tail = scratch + TAIL;
  for (; length > 0; length -= 4) {
    if (length < 4) {
      // Missing elements count as zero.
      v128.store(tail, i32x4.splat(0));
      memory.copy(tail, source, sizeof<T>() * length);
      source = tail;
    }
    const n = load4<T>(source);
    threefry(KEY0, KEY1, even, KEY0, KEY1, i32x4.add(even, i32x4.splat(1)), tensor, bits);
    lane0 = i32x4.add(lane0, i32x4.mul(n, v128.load(bits)));
    lane1 = i32x4.add(lane1, i32x4.mul(n, v128.load(bits, 16)));
    lane2 = i32x4.add(lane2, i32x4.mul(n, v128.load(bits, 32)));
    lane3 = i32x4.add(lane3, i32x4.mul(n, v128.load(bits, 48)));
    even = i32x4.add(even, i32x4.splat(8));
    source += 4 * sizeof<T>();
  }
  v128.store(scratch + LANES, sumsOf(lane0, lane1, lane2, lane3));
}

/** The lanes of elements start to start + length - 1, integers of 16 or 32 bits, which lie at `source`. */
export function fingerprintRun(bits: i32, source: usize, start: i32, length: i32, tensor: i32): void {
  if (bits == 16) lanesOf<i16>(source, start, length, tensor);
  else lanesOf<i32>(source, start, length, tensor);
}

/** The lanes of a tensor. @returns where they are: four words */
export function fingerprint(bits: i32, source: usize, length: i32, tensor: i32): usize {
  fingerprintRun(bits, source, 0, length, tensor);
  return scratch + LANES;
}
