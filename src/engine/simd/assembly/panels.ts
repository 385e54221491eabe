import { RELAXED, madd } from './arithmetic';

/**
 * Rows of a matrix are taken in panels of 6 or 4, as many as a tile of 8 columns keeps in registers: with a multiplication
 * and an addition apart, 6 rows do not fit (docs/SIMD.md has the rates). Padding rows are computed and dropped.
 */
const TALL: i32 = RELAXED ? 6 : 4;

/** Panels of 6 among `rows` rows; the rest are panels of 4. */
function tallPanels(rows: i32): i32 {
  const tall = rows / TALL;
  if (TALL == 4) return 0;
  const rest = rows % TALL;
  if (rest == 5) return tall + 1;
  // 6 + 2 rows are two panels of 4.
  return rest > 0 && rest <= 2 && tall > 0 ? tall - 1 : tall;
}

export function panelCount(rows: i32): i32 {
  const tall = tallPanels(rows);
  return tall + max(0, rows - 6 * tall + 3) / 4;
}

/** First row of panel `panel`; of the panel after the last, the number of rows with padding. */
export function panelStart(rows: i32, panel: i32): i32 {
  const tall = tallPanels(rows);
  return panel <= tall ? 6 * panel : 6 * tall + 4 * (panel - tall);
}

/** c[6, 8] += a b over k: a [k, 6], b [k, 8], c's rows `stride` bytes apart. */
export function tile6(a: usize, b: usize, k: i32, c: usize, stride: usize): void {
  const r1 = c + stride;
  const r2 = r1 + stride;
  const r3 = r2 + stride;
  const r4 = r3 + stride;
  const r5 = r4 + stride;
  let c00 = v128.load(c);
  let c01 = v128.load(c, 16);
  let c10 = v128.load(r1);
  let c11 = v128.load(r1, 16);
  let c20 = v128.load(r2);
  let c21 = v128.load(r2, 16);
  let c30 = v128.load(r3);
  let c31 = v128.load(r3, 16);
  let c40 = v128.load(r4);
  let c41 = v128.load(r4, 16);
  let c50 = v128.load(r5);
  let c51 = v128.load(r5, 16);
  for (const end = a + 24 * (<usize>k); a < end; a += 24) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    b += 32;
    let x = v128.load_splat<f32>(a);
    c00 = madd(x, b0, c00);
    c01 = madd(x, b1, c01);
    x = v128.load_splat<f32>(a, 4);
    c10 = madd(x, b0, c10);
    c11 = madd(x, b1, c11);
    x = v128.load_splat<f32>(a, 8);
    c20 = madd(x, b0, c20);
    c21 = madd(x, b1, c21);
    x = v128.load_splat<f32>(a, 12);
    c30 = madd(x, b0, c30);
    c31 = madd(x, b1, c31);
    x = v128.load_splat<f32>(a, 16);
    c40 = madd(x, b0, c40);
    c41 = madd(x, b1, c41);
    x = v128.load_splat<f32>(a, 20);
    c50 = madd(x, b0, c50);
    c51 = madd(x, b1, c51);
  }
  v128.store(c, c00);
  v128.store(c, c01, 16);
  v128.store(r1, c10);
  v128.store(r1, c11, 16);
  v128.store(r2, c20);
  v128.store(r2, c21, 16);
  v128.store(r3, c30);
  v128.store(r3, c31, 16);
  v128.store(r4, c40);
  v128.store(r4, c41, 16);
  v128.store(r5, c50);
  v128.store(r5, c51, 16);
}

/** The same for 4 rows: a [k, 4]. */
export function tile4(a: usize, b: usize, k: i32, c: usize, stride: usize): void {
  const r1 = c + stride;
  const r2 = r1 + stride;
  const r3 = r2 + stride;
  let c00 = v128.load(c);
  let c01 = v128.load(c, 16);
  let c10 = v128.load(r1);
  let c11 = v128.load(r1, 16);
  let c20 = v128.load(r2);
  let c21 = v128.load(r2, 16);
  let c30 = v128.load(r3);
  let c31 = v128.load(r3, 16);
  for (const end = a + 16 * (<usize>k); a < end; a += 16) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    b += 32;
    let x = v128.load_splat<f32>(a);
    c00 = madd(x, b0, c00);
    c01 = madd(x, b1, c01);
    x = v128.load_splat<f32>(a, 4);
    c10 = madd(x, b0, c10);
    c11 = madd(x, b1, c11);
    x = v128.load_splat<f32>(a, 8);
    c20 = madd(x, b0, c20);
    c21 = madd(x, b1, c21);
    x = v128.load_splat<f32>(a, 12);
    c30 = madd(x, b0, c30);
    c31 = madd(x, b1, c31);
  }
  v128.store(c, c00);
  v128.store(c, c01, 16);
  v128.store(r1, c10);
  v128.store(r1, c11, 16);
  v128.store(r2, c20);
  v128.store(r2, c21, 16);
  v128.store(r3, c30);
  v128.store(r3, c31, 16);
}

/** c[height, 8 columns] += a b over k: a a panel [k, height], b `columns` panels [k, 8] that lie `apart` bytes apart. */
export function multiply(
  height: i32,
  a: usize,
  b: usize,
  apart: usize,
  columns: i32,
  k: i32,
  c: usize,
  stride: usize,
): void {
  for (let j = 0; j < columns; j++) {
    if (height == 6) tile6(a, b, k, c, stride);
    else tile4(a, b, k, c, stride);
    b += apart;
    c += 32;
  }
}
