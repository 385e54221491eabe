import { copy, gelu } from './arithmetic';
import { Job, Matrix } from './job';
import { packPanel } from './pack-rows';
import { BLOCK, packWeights } from './pack-weights';
import { multiply, panelCount, panelStart } from './panels';
import { next, threads, workspace } from './team';

/** Rows of a block of weights that are packed at once: with 64 columns 256 KiB, what a second-level cache holds. */
const DEPTH: i32 = 1024;
/** A thread's workspace: random bits, a tile [6, 64] of the product, then a block of weights. */
const TILE: usize = 64;
const WEIGHTS: usize = TILE + 6 * 4 * BLOCK;

/** Bytes of a workspace that products of a model with these sides ask for. */
export function productBytes(hidden: i32, feedForward: i32): usize {
  return WEIGHTS + 4 * BLOCK * max(hidden, min(feedForward, DEPTH));
}

/** What becomes of a product's tile. */
// @ts-ignore: decorator
@inline
export const STORE: i32 = 0;
/** Stored, after GELU. */
// @ts-ignore: decorator
@inline
export const GELU: i32 = 1;
/** Stored in panels, after GELU: the next product reads it so. */
// @ts-ignore: decorator
@inline
export const GELU_PACKED: i32 = 2;

/** The tile's rows become the bias of its columns, the same for every row. What lies behind it does no harm. */
function startWithBias(tile: usize, height: i32, width: i32, bias: usize): void {
  for (let c = 0; c < width; c += 4) {
    const four = v128.load(bias + 4 * c);
    for (let r = 0; r < height; r++) v128.store(tile + 4 * (BLOCK * r + c), four);
  }
}

function activate(tile: usize, height: i32): void {
  for (const end = tile + 4 * BLOCK * height; tile < end; tile += 16) v128.store(tile, gelu(v128.load(tile)));
}

/** y += residual, over one row's part. */
function addRow(y: usize, residual: usize, width: i32): void {
  let c = 0;
  for (; c + 4 <= width; c += 4) v128.store(y + 4 * c, f32x4.add(v128.load(y + 4 * c), v128.load(residual + 4 * c)));
  for (; c < width; c++) store<f32>(y + 4 * c, load<f32>(y + 4 * c) + load<f32>(residual + 4 * c));
}

/**
 * Panels `from` to `to - 1` of packed [rows, depth] times the block of 64 columns at `column`, plus bias.
 * `y` is [rows, columns], or packed for GELU_PACKED. With a `residual` [., columns], row r of it is added, or the row whose
 * number lies at `at`.
 */
function block(
  job: Job,
  matrix: Matrix,
  depth: i32,
  packed: usize,
  rows: i32,
  from: i32,
  to: i32,
  column: i32,
  bias: usize,
  then: i32,
  y: usize,
  residual: usize,
  at: usize,
): void {
  const tile = workspace + TILE;
  const columns = matrix.columns;
  const width = min(BLOCK, columns - column);
  const panels = (width + 7) >> 3;
  const stride = 4 * columns;
  // GELU is for whole sums: its products are as deep as a layer is wide, and are done at once.
  const step = then == STORE ? DEPTH : depth;
  for (let done = 0; done < depth; done += step) {
    const now = min(step, depth - done);
    packWeights(job, matrix, done, now, column, workspace, workspace + WEIGHTS);
    for (let p = from; p < to; p++) {
      const start = panelStart(rows, p);
      const height = panelStart(rows, p + 1) - start;
      const count = min(height, rows - start);
      const target = y + stride * start + 4 * column;
      if (done == 0) startWithBias(tile, height, width, bias + 4 * column);
      else for (let r = 0; r < count; r++) copy(tile + 4 * BLOCK * r, target + stride * r, width);
      const a = packed + 4 * (<usize>start * depth + <usize>done * height);
      multiply(height, a, workspace + WEIGHTS, 32 * now, panels, now, tile, 4 * BLOCK);
      if (then != STORE) activate(tile, height);
      if (then == GELU_PACKED) {
        // The random bits are used by now: their place takes the rows' addresses.
        for (let r = 0; r < height; r++) store<usize>(workspace + 4 * r, tile + 4 * BLOCK * r);
        packPanel(workspace, height, height, width, y + 4 * (<usize>start * columns + <usize>column * height));
        continue;
      }
      for (let r = 0; r < count; r++) copy(target + stride * r, tile + 4 * BLOCK * r, width);
      if (residual == 0 || done + now < depth) continue;
      for (let r = 0; r < count; r++) {
        const row = at ? load<i32>(at + 4 * (start + r)) : start + r;
        addRow(target + stride * r, residual + stride * row + 4 * column, width);
      }
    }
  }
}

/** Blocks of columns of a matrix. */
function blocks(matrix: Matrix): i32 {
  return (matrix.columns + BLOCK - 1) / BLOCK;
}

/**
 * Into how many runs the rows are cut, each a task of its own: more than one only where there are too few blocks to keep
 * all threads busy, since every run packs the weights again.
 */
function runs(matrix: Matrix, panels: i32, products: i32): i32 {
  const tasks = products * blocks(matrix);
  if (threads == 1 || tasks >= 4 * threads || tasks % threads == 0) return 1;
  return min(threads, max(1, panels / 4));
}

/** This thread's share of up to three products of equal shape, with the addresses of their matrices; `barrier` ends it. */
export function products(
  job: Job,
  count: i32,
  m0: usize,
  m1: usize,
  m2: usize,
  bias0: usize,
  bias1: usize,
  bias2: usize,
  depth: i32,
  packed: usize,
  rows: i32,
  then: i32,
  y0: usize,
  y1: usize,
  y2: usize,
  residual: usize,
  at: usize,
): void {
  const panels = panelCount(rows);
  // Of equal shape, so the first stands for all.
  const cuts = runs(changetype<Matrix>(m0), panels, count);
  const each = blocks(changetype<Matrix>(m0)) * cuts;
  for (let task = next(); task < count * each; task = next()) {
    const which = task / each;
    const cut = task % cuts;
    const column = ((task % each) / cuts) * BLOCK;
    const matrix = changetype<Matrix>(which == 0 ? m0 : which == 1 ? m1 : m2);
    const bias = which == 0 ? bias0 : which == 1 ? bias1 : bias2;
    const y = which == 0 ? y0 : which == 1 ? y1 : y2;
    const from = (panels * cut) / cuts;
    const to = (panels * (cut + 1)) / cuts;
    block(job, matrix, depth, packed, rows, from, to, column, bias, then, y, residual, at);
  }
}

/** This thread's share of one product. */
export function product(
  job: Job,
  matrix: usize,
  bias: usize,
  depth: i32,
  packed: usize,
  rows: i32,
  then: i32,
  y: usize,
  residual: usize,
  at: usize,
): void {
  products(job, 1, matrix, matrix, matrix, bias, bias, bias, depth, packed, rows, then, y, y, y, residual, at);
}
