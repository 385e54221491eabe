/** Looks 16 sums up, puts their four bytes together and adds them to the four vectors at `sums`. */
// @ts-ignore: decorator
@inline
function lookUp(sums: usize, index: v128, t0: v128, t1: v128, t2: v128, t3: v128): void {
  const b0 = i8x16.swizzle(t0, index);
  const b1 = i8x16.swizzle(t1, index);
  const b2 = i8x16.swizzle(t2, index);
  const b3 = i8x16.swizzle(t3, index);
  const low0 = i8x16.shuffle(b0, b1, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
  const low1 = i8x16.shuffle(b0, b1, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
  const high0 = i8x16.shuffle(b2, b3, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
  const high1 = i8x16.shuffle(b2, b3, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
  v128.store(sums, i32x4.add(v128.load(sums), i16x8.shuffle(low0, high0, 0, 8, 1, 9, 2, 10, 3, 11)));
  v128.store(sums, i32x4.add(v128.load(sums, 16), i16x8.shuffle(low0, high0, 4, 12, 5, 13, 6, 14, 7, 15)), 16);
  v128.store(sums, i32x4.add(v128.load(sums, 32), i16x8.shuffle(low1, high1, 0, 8, 1, 9, 2, 10, 3, 11)), 32);
  v128.store(sums, i32x4.add(v128.load(sums, 48), i16x8.shuffle(low1, high1, 4, 12, 5, 13, 6, 14, 7, 15)), 48);
}

// @ts-ignore: decorator
@inline
function lookUpNibbles(sums: usize, nibbles: v128, t0: v128, t1: v128, t2: v128, t3: v128): void {
  const mask = i8x16.splat(15);
  lookUp(sums, v128.and(nibbles, mask), t0, t1, t2, t3);
  lookUp(sums + 256, v128.and(i32x4.shr_u(nibbles, 4), mask), t0, t1, t2, t3);
}

/**
 * Adds a group's sums for one half of four words (128 elements) to the 32 vectors at `sums`.
 * `bits` holds the half's bits of the four updates, 32 bytes apart: lane l belongs to word l.
 *
 * A 4 x 4 transposition of bits between the four vectors brings the four bits of an element together: afterwards nibble q
 * in lane l of vector r is the table's index of element 64l + 4q + r.
 */
export function addGroup(table: usize, bits: usize, sums: usize): void {
  let v0 = v128.load(bits);
  let v1 = v128.load(bits, 32);
  let v2 = v128.load(bits, 64);
  let v3 = v128.load(bits, 96);
  const odd = i32x4.splat(0x55555555);
  const pairs = i32x4.splat(0x33333333);
  let t = v128.and(v128.xor(i32x4.shr_u(v0, 1), v1), odd);
  v1 = v128.xor(v1, t);
  v0 = v128.xor(v0, i32x4.shl(t, 1));
  t = v128.and(v128.xor(i32x4.shr_u(v2, 1), v3), odd);
  v3 = v128.xor(v3, t);
  v2 = v128.xor(v2, i32x4.shl(t, 1));
  t = v128.and(v128.xor(i32x4.shr_u(v0, 2), v2), pairs);
  v2 = v128.xor(v2, t);
  v0 = v128.xor(v0, i32x4.shl(t, 2));
  t = v128.and(v128.xor(i32x4.shr_u(v1, 2), v3), pairs);
  v3 = v128.xor(v3, t);
  v1 = v128.xor(v1, i32x4.shl(t, 2));

  const t0 = v128.load(table);
  const t1 = v128.load(table, 16);
  const t2 = v128.load(table, 32);
  const t3 = v128.load(table, 48);
  lookUpNibbles(sums, v0, t0, t1, t2, t3);
  lookUpNibbles(sums + 64, v1, t0, t1, t2, t3);
  lookUpNibbles(sums + 128, v2, t0, t1, t2, t3);
  lookUpNibbles(sums + 192, v3, t0, t1, t2, t3);
}

/** p += all + gain, four elements. */
// @ts-ignore: decorator
@inline
function gain(p: usize, all: v128, sums: v128): void {
  v128.store(p, i32x4.add(i32x4.add(v128.load(p), all), sums));
}

/**
 * Adds a chunk's 64 vectors of sums, and `constant`, to its 256 elements.
 * Vector 32h + 16s + 4r + l, lane p holds element 64l + 32h + 8p + 4s + r: lanes p and vectors r change places.
 */
export function addSums(target: usize, sums: usize, constant: i32): void {
  const all = i32x4.splat(constant);
  for (let hs = 0; hs < 4; hs++) {
    for (let l = 0; l < 4; l++) {
      const from = sums + 256 * hs + 16 * l;
      const r0 = v128.load(from);
      const r1 = v128.load(from, 64);
      const r2 = v128.load(from, 128);
      const r3 = v128.load(from, 192);
      const low01 = i32x4.shuffle(r0, r1, 0, 4, 1, 5);
      const high01 = i32x4.shuffle(r0, r1, 2, 6, 3, 7);
      const low23 = i32x4.shuffle(r2, r3, 0, 4, 1, 5);
      const high23 = i32x4.shuffle(r2, r3, 2, 6, 3, 7);
      const p = target + 256 * l + 128 * (hs >> 1) + 16 * (hs & 1);
      gain(p, all, i64x2.shuffle(low01, low23, 0, 2));
      gain(p + 32, all, i64x2.shuffle(low01, low23, 1, 3));
      gain(p + 64, all, i64x2.shuffle(high01, high23, 0, 2));
      gain(p + 96, all, i64x2.shuffle(high01, high23, 1, 3));
    }
  }
}
