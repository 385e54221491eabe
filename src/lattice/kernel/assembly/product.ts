/** Rows and columns of a tile, whose sums stay in registers. */
const HEIGHT: i32 = 4;
const WIDTH: i32 = 8;

/** s = a[rank] b[rank] of one element, from 0 on; `stride` bytes lie between two rows of b. */
// @ts-ignore: decorator
@inline
function one(a: usize, b: usize, rank: i32, stride: usize): f32 {
  let sum: f32 = 0;
  for (let r = 0; r < rank; r++) {
    sum += load<f32>(a) * load<f32>(b);
    a += 4;
    b += stride;
  }
  return sum;
}

// @ts-ignore: decorator
@inline
function gain(out: usize, low: v128, high: v128, scale: v128): void {
  v128.store(out, f32x4.add(v128.load(out), f32x4.mul(scale, low)));
  v128.store(out, f32x4.add(v128.load(out, 16), f32x4.mul(scale, high)), 16);
}

/** out[4, 8] += scale * a[4, rank] b[rank, 8] */
function tile(a: usize, b: usize, rank: i32, scale: v128, out: usize, bStride: usize, outStride: usize): void {
  const a1 = a + 4 * rank;
  const a2 = a1 + 4 * rank;
  const a3 = a2 + 4 * rank;
  let s00 = f32x4.splat(0);
  let s01 = s00;
  let s10 = s00;
  let s11 = s00;
  let s20 = s00;
  let s21 = s00;
  let s30 = s00;
  let s31 = s00;
  for (let r: usize = 0, end: usize = 4 * rank; r < end; r += 4) {
    const low = v128.load(b);
    const high = v128.load(b, 16);
    b += bStride;
    let x = v128.load_splat<f32>(a + r);
    s00 = f32x4.add(s00, f32x4.mul(x, low));
    s01 = f32x4.add(s01, f32x4.mul(x, high));
    x = v128.load_splat<f32>(a1 + r);
    s10 = f32x4.add(s10, f32x4.mul(x, low));
    s11 = f32x4.add(s11, f32x4.mul(x, high));
    x = v128.load_splat<f32>(a2 + r);
    s20 = f32x4.add(s20, f32x4.mul(x, low));
    s21 = f32x4.add(s21, f32x4.mul(x, high));
    x = v128.load_splat<f32>(a3 + r);
    s30 = f32x4.add(s30, f32x4.mul(x, low));
    s31 = f32x4.add(s31, f32x4.mul(x, high));
  }
  gain(out, s00, s01, scale);
  gain(out + outStride, s10, s11, scale);
  gain(out + 2 * outStride, s20, s21, scale);
  gain(out + 3 * outStride, s30, s31, scale);
}

/**
 * out[rows, columns] += scale * a[rows, rank] b[rank, columns], as `Kernel.addProduct` says: every sum in the order of
 * its terms, so that tiles change no bit. Rows of b and of out lie `bStride` and `outStride` bytes apart.
 */
export function addProduct(
  a: usize,
  b: usize,
  rank: i32,
  scale: f32,
  out: usize,
  rows: i32,
  columns: i32,
  bStride: usize,
  outStride: usize,
): void {
  const scales = f32x4.splat(scale);
  const wholeRows = rows & ~(HEIGHT - 1);
  const wholeColumns = columns & ~(WIDTH - 1);
  for (let row = 0; row < rows; row++) {
    let column = 0;
    if (row < wholeRows) {
      if (row % HEIGHT == 0) {
        for (let c = 0; c < wholeColumns; c += WIDTH) tile(a, b + 4 * c, rank, scales, out + 4 * c, bStride, outStride);
      }
      column = wholeColumns;
    }
    for (; column < columns; column++) {
      const at = out + 4 * column;
      store<f32>(at, load<f32>(at) + scale * one(a, b + 4 * column, rank, bStride));
    }
    a += 4 * rank;
    out += outStride;
  }
}
