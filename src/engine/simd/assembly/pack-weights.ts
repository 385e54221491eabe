import { addProduct } from '../../../lattice/kernel/assembly/product';
import { threefry } from '../../../lattice/kernel/assembly/threefry';
import { Job, Matrix } from './job';

/** Columns of a block: one word of the generator has the signs of as many. */
export const BLOCK: i32 = 64;

/** Four weights of a row, from a lattice of 32 bits, 16 bits or plain floats. */
// @ts-ignore: decorator
@inline
function four(kind: i32, source: usize, e: i32, scale: v128): v128 {
  if (kind == Job.LATTICE32) return f32x4.mul(f32x4.convert_i32x4_s(v128.load(source + 4 * e)), scale);
  if (kind == Job.LATTICE16) return f32x4.mul(f32x4.convert_i32x4_s(v128.load_ext<i16>(source + 2 * e)), scale);
  return v128.load(source + 4 * e);
}

/** Eight weights w + amount z; `up` brings the bits of the first four of `spread` to the sign's place. */
// @ts-ignore: decorator
@inline
function eight(kind: i32, source: usize, e: i32, target: usize, spread: v128, up: i32, scale: v128, minus: v128): void {
  const top = i32x4.splat(0x80000000);
  const low = v128.xor(minus, v128.and(i32x4.shl(spread, up), top));
  const high = v128.xor(minus, v128.and(i32x4.shl(spread, up - 4), top));
  v128.store(target, f32x4.add(four(kind, source, e, scale), low));
  v128.store(target, f32x4.add(four(kind, source, e + 4, scale), high), 16);
}

/** One row of a block, perturbed by the signs `low` (elements 0 to 31) and `high`, into panels `apart` bytes apart. */
// @ts-ignore: decorator
@inline
function perturbedRow(
  kind: i32,
  source: usize,
  target: usize,
  apart: usize,
  panels: i32,
  low: u32,
  high: u32,
  scale: v128,
  minus: v128,
): void {
  // As in the lattice's `perturb`: lane l then holds the bit of element 4g + l at position 4g + 3.
  const lanes = i32x4(8, 4, 2, 1);
  let spread = i32x4.mul(i32x4.splat(low), lanes);
  eight(kind, source, 0, target, spread, 28, scale, minus);
  if (panels > 1) eight(kind, source, 8, target + apart, spread, 20, scale, minus);
  if (panels > 2) eight(kind, source, 16, target + 2 * apart, spread, 12, scale, minus);
  if (panels > 3) eight(kind, source, 24, target + 3 * apart, spread, 4, scale, minus);
  if (panels <= 4) return;
  spread = i32x4.mul(i32x4.splat(high), lanes);
  eight(kind, source, 32, target + 4 * apart, spread, 28, scale, minus);
  if (panels > 5) eight(kind, source, 40, target + 5 * apart, spread, 20, scale, minus);
  if (panels > 6) eight(kind, source, 48, target + 6 * apart, spread, 12, scale, minus);
  if (panels > 7) eight(kind, source, 56, target + 7 * apart, spread, 4, scale, minus);
}

/** Eight weights as they are. */
// @ts-ignore: decorator
@inline
function eightPlain(kind: i32, source: usize, e: i32, target: usize, scale: v128): void {
  v128.store(target, four(kind, source, e, scale));
  v128.store(target, four(kind, source, e + 4, scale), 16);
}

/** One row of a block as it is, into panels `apart` bytes apart: written out, since a loop takes a quarter longer. */
// @ts-ignore: decorator
@inline
function plainRow(kind: i32, source: usize, target: usize, apart: usize, panels: i32, scale: v128): void {
  eightPlain(kind, source, 0, target, scale);
  if (panels > 1) eightPlain(kind, source, 8, target + apart, scale);
  if (panels > 2) eightPlain(kind, source, 16, target + 2 * apart, scale);
  if (panels > 3) eightPlain(kind, source, 24, target + 3 * apart, scale);
  if (panels > 4) eightPlain(kind, source, 32, target + 4 * apart, scale);
  if (panels > 5) eightPlain(kind, source, 40, target + 5 * apart, scale);
  if (panels > 6) eightPlain(kind, source, 48, target + 6 * apart, scale);
  if (panels > 7) eightPlain(kind, source, 56, target + 7 * apart, scale);
}

/** The signs of the 64 elements that begin at bit `shift` of the words at `word` and `word + 32` of `bits`. */
// @ts-ignore: decorator
@inline
function window(bits: usize, word: usize, shift: i32): u64 {
  const first = load<u32>(bits + word) | ((<u64>load<u32>(bits + word, 16)) << 32);
  if (shift == 0) return first;
  const second = load<u32>(bits + word, 32) | ((<u64>load<u32>(bits + word, 48)) << 32);
  return (first >> shift) | (second << (64 - shift));
}

// @ts-ignore: decorator
@inline
function pack(kind: i32, job: Job, matrix: Matrix, row: i32, rows: i32, column: i32, bits: usize, target: usize): void {
  const width = matrix.columns;
  const bytes: usize = kind == Job.LATTICE16 ? 2 : 4;
  const panels = min(BLOCK, width - column + 7) >> 3;
  const apart = 32 * rows;
  const scale = f32x4.splat(matrix.scale);
  let source = matrix.address + bytes * (<usize>row * width + column);
  if (!matrix.perturbed) {
    for (let r = 0; r < rows; r++) {
      plainRow(kind, source, target, apart, panels, scale);
      source += bytes * width;
      target += 32;
    }
    return;
  }
  const minus = f32x4.splat(-job.amount);
  const k0 = job.key0;
  const k1 = job.key1;
  let element: u64 = <u64>row * width + column;
  if (width % BLOCK == 0) {
    // Every row of the block has a word to itself: eight rows at a time.
    const words = width / BLOCK;
    let c = i32x4.add(i32x4.splat(<i32>(element >> 6)), i32x4.mul(i32x4.splat(words), i32x4(0, 1, 2, 3)));
    for (let first = 0; first < rows; first += 8) {
      threefry(k0, k1, c, k0, k1, i32x4.add(c, i32x4.splat(4 * words)), matrix.tensor, bits);
      c = i32x4.add(c, i32x4.splat(8 * words));
      const count = min(8, rows - first);
      for (let r = 0; r < count; r++) {
        const at = bits + ((r >> 2) << 5) + ((r & 3) << 2);
        perturbedRow(kind, source, target, apart, 8, load<u32>(at), load<u32>(at, 16), scale, minus);
        source += bytes * width;
        target += 32;
      }
    }
    return;
  }
  // A row lies anywhere in two words: four rows at a time, their first words beside their second ones.
  for (let first = 0; first < rows; first += 4) {
    const e1 = element + width;
    const e2 = e1 + width;
    const e3 = e2 + width;
    const c = i32x4(0, 0, 0, 0);
    const c0 = i32x4.replace_lane(c, 0, <i32>(element >> 6));
    const c1 = i32x4.replace_lane(c0, 1, <i32>(e1 >> 6));
    const c2 = i32x4.replace_lane(c1, 2, <i32>(e2 >> 6));
    const c3 = i32x4.replace_lane(c2, 3, <i32>(e3 >> 6));
    threefry(k0, k1, c3, k0, k1, i32x4.add(c3, i32x4.splat(1)), matrix.tensor, bits);
    const count = min(4, rows - first);
    for (let r = 0; r < count; r++) {
      const signs = window(bits, 4 * r, <i32>(element & 63));
      perturbedRow(kind, source, target, apart, panels, <u32>signs, <u32>(signs >> 32), scale, minus);
      element += width;
      source += bytes * width;
      target += 32;
    }
    element = e3 + width;
  }
}

/** Adds the adapter's product to a packed block: its panels are matrices of 8 columns, or of fewer at the edge. */
function adapt(matrix: Matrix, row: i32, rows: i32, column: i32, target: usize): void {
  const a = matrix.a + 4 * <usize>row * matrix.rank;
  const end = min(column + BLOCK, matrix.columns);
  for (let c = column; c < end; c += 8) {
    const b = matrix.b + 4 * c;
    addProduct(a, b, matrix.rank, matrix.adapterScale, target, rows, min(8, end - c), 4 * matrix.columns, 32);
    target += 32 * rows;
  }
}

/**
 * Rows `row` to `row + rows - 1` of a block of columns, on w + amount z, into panels of 8 columns [rows, 8]: this is where
 * lattice integers become perturbed floats, in the same pass that every matrix product needs to bring its weights in order.
 * Columns beyond the matrix hold anything; who reads the product drops them.
 * @param bits 64 bytes of the caller's
 */
export function packWeights(
  job: Job,
  matrix: Matrix,
  row: i32,
  rows: i32,
  column: i32,
  bits: usize,
  target: usize,
): void {
  if (job.kind == Job.LATTICE32) pack(Job.LATTICE32, job, matrix, row, rows, column, bits, target);
  else if (job.kind == Job.LATTICE16) pack(Job.LATTICE16, job, matrix, row, rows, column, bits, target);
  else pack(Job.FLOATS, job, matrix, row, rows, column, bits, target);
  if (matrix.rank > 0) adapt(matrix, row, rows, column, target);
}
