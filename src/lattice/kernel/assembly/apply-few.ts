import { BITS, DELTAS, KEYS, scratch } from './layout';
import { threefry } from './threefry';

/** Updates up to which a look at each one's bits is cheaper than the tables of `sums.ts`. */
export const FEW: i32 = 2;

/** Four elements lose delta * z. `up` brings their bits of `spread` to the top: a set one stands for z = +1. */
// @ts-ignore: decorator
@inline
function four(target: usize, spread: v128, up: i32, delta: v128): void {
  const plus = i32x4.shr_s(i32x4.shl(spread, up), 31);
  // delta ^ -1 is -delta - 1.
  const gain = i32x4.sub(v128.xor(delta, plus), plus);
  v128.store(target, i32x4.add(v128.load(target), gain));
}

/** 32 elements, whose signs are the half word at `bits`, spread as in `perturb`. */
// @ts-ignore: decorator
@inline
function half(target: usize, bits: usize, delta: v128): void {
  const spread = i32x4.mul(v128.load_splat<u32>(bits), i32x4(8, 4, 2, 1));
  four(target, spread, 28, delta);
  four(target + 16, spread, 24, delta);
  four(target + 32, spread, 20, delta);
  four(target + 48, spread, 16, delta);
  four(target + 64, spread, 12, delta);
  four(target + 80, spread, 8, delta);
  four(target + 96, spread, 4, delta);
  four(target + 112, spread, 0, delta);
}

/** The few updates listed in KEYS and DELTAS, on elements from `start` on, a multiple of 64: 512 at a time, each in turn. */
export function applyFew(target: usize, start: i32, length: i32, tensor: i32, updates: i32): void {
  const bits = scratch + BITS;
  let counters = i32x4.add(i32x4.splat(start >> 6), i32x4(0, 1, 2, 3));
  for (; length > 0; length -= 512) {
    const next = i32x4.add(counters, i32x4.splat(4));
    for (let j = 0; j < updates; j++) {
      const k0 = load<i32>(KEYS + 8 * j);
      const k1 = load<i32>(KEYS + 8 * j, 4);
      const delta = load<i32>(DELTAS + 4 * j);
      threefry(k0, k1, counters, k0, k1, next, tensor, bits);
      for (let w = 0; w < 8; w++) {
        const at = target + 256 * w;
        const low = bits + ((w >> 2) << 5) + ((w & 3) << 2);
        const rest = length - 64 * w;
        if (rest >= 64) {
          half(at, low, i32x4.splat(delta));
          half(at + 128, low + 16, i32x4.splat(delta));
        } else {
          for (let e = 0; e < rest; e++) {
            const plus = (load<u32>(low + ((e >> 5) << 4)) >> (e & 31)) & 1;
            const n = at + 4 * e;
            store<i32>(n, load<i32>(n) + (plus ? -delta : delta));
          }
          break;
        }
      }
    }
    counters = i32x4.add(counters, i32x4.splat(8));
    target += 2048;
  }
}
