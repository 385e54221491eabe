/** The second half of a round: y rotated left and mixed with x. Constant distances fold into the instructions. */
// @ts-ignore: decorator
@inline
function mix(y: v128, x: v128, distance: i32): v128 {
  return v128.xor(v128.or(i32x4.shl(y, distance), i32x4.shr_u(y, 32 - distance)), x);
}

/**
 * Threefry-2x32, 20 rounds, on four counters [c, tensor] under key a and four counters [d, tensor] under key b.
 * Stores x0 and x1 of the first four, then of the second: four vectors at `out`.
 * The specification is `src/random/threefry.ts`.
 *
 * Every round waits for the one before, so two streams run interleaved: docs/KERNEL.md has what one and four cost.
 */
export function threefry(a0: i32, a1: i32, c: v128, b0: i32, b1: i32, d: v128, tensor: i32, out: usize): void {
  const a2 = 0x1bd11bda ^ a0 ^ a1;
  const b2 = 0x1bd11bda ^ b0 ^ b1;
  let x = i32x4.add(c, i32x4.splat(a0));
  let u = i32x4.add(d, i32x4.splat(b0));
  let y = i32x4.splat(tensor + a1);
  let v = i32x4.splat(tensor + b1);

  x = i32x4.add(x, y);
  u = i32x4.add(u, v);
  y = mix(y, x, 13);
  v = mix(v, u, 13);
  x = i32x4.add(x, y);
  u = i32x4.add(u, v);
  y = mix(y, x, 15);
  v = mix(v, u, 15);
  x = i32x4.add(x, y);
  u = i32x4.add(u, v);
  y = mix(y, x, 26);
  v = mix(v, u, 26);
  x = i32x4.add(x, y);
  u = i32x4.add(u, v);
  y = mix(y, x, 6);
  v = mix(v, u, 6);
  x = i32x4.add(x, i32x4.splat(a1));
  u = i32x4.add(u, i32x4.splat(b1));
  y = i32x4.add(y, i32x4.splat(a2 + 1));
  v = i32x4.add(v, i32x4.splat(b2 + 1));

  x = i32x4.add(x, y);
  u = i32x4.add(u, v);
  y = mix(y, x, 17);
  v = mix(v, u, 17);
  x = i32x4.add(x, y);
  u = i32x4.add(u, v);
  y = mix(y, x, 29);
  v = mix(v, u, 29);
  x = i32x4.add(x, y);
  u = i32x4.add(u, v);
  y = mix(y, x, 16);
  v = mix(v, u, 16);
  x = i32x4.add(x, y);
  u = i32x4.add(u, v);
  y = mix(y, x, 24);
  v = mix(v, u, 24);
  x = i32x4.add(x, i32x4.splat(a2));
  u = i32x4.add(u, i32x4.splat(b2));
  y = i32x4.add(y, i32x4.splat(a0 + 2));
  v = i32x4.add(v, i32x4.splat(b0 + 2));

  x = i32x4.add(x, y);
  u = i32x4.add(u, v);
  y = mix(y, x, 13);
  v = mix(v, u, 13);
  x = i32x4.add(x, y);
  u = i32x4.add(u, v);
  y = mix(y, x, 15);
  v = mix(v, u, 15);
  x = i32x4.add(x, y);
  u = i32x4.add(u, v);
  y = mix(y, x, 26);
  v = mix(v, u, 26);
  x = i32x4.add(x, y);
  u = i32x4.add(u, v);
  y = mix(y, x, 6);
  v = mix(v, u, 6);
  x = i32x4.add(x, i32x4.splat(a0));
  u = i32x4.add(u, i32x4.splat(b0));
  y = i32x4.add(y, i32x4.splat(a1 + 3));
  v = i32x4.add(v, i32x4.splat(b1 + 3));

  x = i32x4.add(x, y);
  u = i32x4.add(u, v);
  y = mix(y, x, 17);
  v = mix(v, u, 17);
  x = i32x4.add(x, y);
  u = i32x4.add(u, v);
  y = mix(y, x, 29);
  v = mix(v, u, 29);
  x = i32x4.add(x, y);
  u = i32x4.add(u, v);
  y = mix(y, x, 16);
  v = mix(v, u, 16);
  x = i32x4.add(x, y);
  u = i32x4.add(u, v);
  y = mix(y, x, 24);
  v = mix(v, u, 24);
  x = i32x4.add(x, i32x4.splat(a1));
  u = i32x4.add(u, i32x4.splat(b1));
  y = i32x4.add(y, i32x4.splat(a2 + 4));
  v = i32x4.add(v, i32x4.splat(b2 + 4));

  x = i32x4.add(x, y);
  u = i32x4.add(u, v);
  y = mix(y, x, 13);
  v = mix(v, u, 13);
  x = i32x4.add(x, y);
  u = i32x4.add(u, v);
  y = mix(y, x, 15);
  v = mix(v, u, 15);
  x = i32x4.add(x, y);
  u = i32x4.add(u, v);
  y = mix(y, x, 26);
  v = mix(v, u, 26);
  x = i32x4.add(x, y);
  u = i32x4.add(u, v);
  y = mix(y, x, 6);
  v = mix(v, u, 6);
  x = i32x4.add(x, i32x4.splat(a2));
  u = i32x4.add(u, i32x4.splat(b2));
  y = i32x4.add(y, i32x4.splat(a0 + 5));
  v = i32x4.add(v, i32x4.splat(b0 + 5));

  v128.store(out, x);
  v128.store(out, y, 16);
  v128.store(out, u, 32);
  v128.store(out, v, 48);
}
