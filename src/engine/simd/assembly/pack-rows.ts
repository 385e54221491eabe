/**
 * A panel of activations as the tiles read it: source rows of `width` floats -> target [width, height].
 * Rows from `count` on are zeros. The row `i` of the panel lies at `row(i)`; `sources` has their addresses.
 */
export function packPanel(sources: usize, count: i32, height: i32, width: i32, target: usize): void {
  for (let first = 0; first < height; first += 4) {
    if (height - first >= 4) packFour(sources + 4 * first, count - first, width, target + 4 * first, 4 * height);
    else packTwo(sources + 4 * first, count - first, width, target + 4 * first, 4 * height);
  }
}

/** Four rows; those from `count` on are zeros. `stride` bytes lie between two columns of the target. */
function packFour(sources: usize, count: i32, width: i32, target: usize, stride: usize): void {
  const whole = width & ~3;
  if (count >= 4) {
    const r0 = load<usize>(sources);
    const r1 = load<usize>(sources, 4);
    const r2 = load<usize>(sources, 8);
    const r3 = load<usize>(sources, 12);
    for (let c = 0; c < whole; c += 4) {
      const a = v128.load(r0 + 4 * c);
      const b = v128.load(r1 + 4 * c);
      const d = v128.load(r2 + 4 * c);
      const e = v128.load(r3 + 4 * c);
      const ab0 = i32x4.shuffle(a, b, 0, 4, 1, 5);
      const ab1 = i32x4.shuffle(a, b, 2, 6, 3, 7);
      const de0 = i32x4.shuffle(d, e, 0, 4, 1, 5);
      const de1 = i32x4.shuffle(d, e, 2, 6, 3, 7);
      const t = target + stride * c;
      v128.store(t, i64x2.shuffle(ab0, de0, 0, 2));
      v128.store(t + stride, i64x2.shuffle(ab0, de0, 1, 3));
      v128.store(t + 2 * stride, i64x2.shuffle(ab1, de1, 0, 2));
      v128.store(t + 3 * stride, i64x2.shuffle(ab1, de1, 1, 3));
    }
    packSingly(sources, 4, 4, whole, width, target, stride);
  } else {
    packSingly(sources, count, 4, 0, width, target, stride);
  }
}

/** Two rows: the last ones of a panel of 6. */
function packTwo(sources: usize, count: i32, width: i32, target: usize, stride: usize): void {
  const whole = width & ~3;
  if (count >= 2) {
    const r0 = load<usize>(sources);
    const r1 = load<usize>(sources, 4);
    for (let c = 0; c < whole; c += 4) {
      const a = v128.load(r0 + 4 * c);
      const b = v128.load(r1 + 4 * c);
      const low = i32x4.shuffle(a, b, 0, 4, 1, 5);
      const high = i32x4.shuffle(a, b, 2, 6, 3, 7);
      const t = target + stride * c;
      v128.store_lane<u64>(t, low, 0);
      v128.store_lane<u64>(t + stride, low, 1);
      v128.store_lane<u64>(t + 2 * stride, high, 0);
      v128.store_lane<u64>(t + 3 * stride, high, 1);
    }
    packSingly(sources, 2, 2, whole, width, target, stride);
  } else {
    packSingly(sources, count, 2, 0, width, target, stride);
  }
}

/** Columns from `first` on, one number at a time; rows from `count` to `height` are zeros. */
function packSingly(
  sources: usize,
  count: i32,
  height: i32,
  first: i32,
  width: i32,
  target: usize,
  stride: usize,
): void {
  for (let r = 0; r < height; r++) {
    const row = r < count ? load<usize>(sources + 4 * r) : 0;
    for (let c = first; c < width; c++) {
      store<f32>(target + stride * c + 4 * r, r < count ? load<f32>(row + 4 * c) : <f32>0);
    }
  }
}
