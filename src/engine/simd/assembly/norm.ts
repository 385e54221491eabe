import { madd, total } from './arithmetic';
import { packPanel } from './pack-rows';
import { panelCount, panelStart } from './panels';
import { next, workspace } from './team';

/** Layer norm of one row, in place: (x - mean) / sqrt(variance + epsilon) * weight + bias. */
export function norm(row: usize, width: i32, weight: usize, bias: usize, epsilon: f32): void {
  const whole = width & ~3;
  let sums = f32x4.splat(0);
  for (let c = 0; c < whole; c += 4) sums = f32x4.add(sums, v128.load(row + 4 * c));
  let sum = total(sums);
  for (let c = whole; c < width; c++) sum += load<f32>(row + 4 * c);
  const mean = sum / <f32>width;
  sums = f32x4.splat(0);
  for (let c = 0; c < whole; c += 4) {
    const d = f32x4.sub(v128.load(row + 4 * c), f32x4.splat(mean));
    sums = madd(d, d, sums);
  }
  let squares = total(sums);
  for (let c = whole; c < width; c++) {
    const d = load<f32>(row + 4 * c) - mean;
    squares += d * d;
  }
  const scale: f32 = 1 / Mathf.sqrt(squares / <f32>width + epsilon);
  for (let c = 0; c < whole; c += 4) {
    const d = f32x4.mul(f32x4.sub(v128.load(row + 4 * c), f32x4.splat(mean)), f32x4.splat(scale));
    v128.store(row + 4 * c, madd(d, v128.load(weight + 4 * c), v128.load(bias + 4 * c)));
  }
  for (let c = whole; c < width; c++) {
    const d = (load<f32>(row + 4 * c) - mean) * scale;
    store<f32>(row + 4 * c, d * load<f32>(weight + 4 * c) + load<f32>(bias + 4 * c));
  }
}

/** This thread's share of rows [rows, width] into panels; with a weight, normed in place first. `at` chooses rows. */
export function pack(
  source: usize,
  at: usize,
  rows: i32,
  width: i32,
  target: usize,
  weight: usize,
  bias: usize,
  epsilon: f32,
): void {
  const panels = panelCount(rows);
  // Sixteen panels a task: dealing them out costs more than a panel does.
  const tasks = (panels + 15) >> 4;
  for (let task = next(); task < tasks; task = next()) {
    for (let p = task << 4; p < min(panels, (task + 1) << 4); p++) {
      const start = panelStart(rows, p);
      const height = panelStart(rows, p + 1) - start;
      const count = min(height, rows - start);
      for (let r = 0; r < count; r++) {
        const number = at ? load<i32>(at + 4 * (start + r)) : start + r;
        const row = source + 4 * <usize>number * width;
        if (weight) norm(row, width, weight, bias, epsilon);
        store<usize>(workspace + 4 * r, row);
      }
      if (target) packPanel(workspace, count, height, width, target + 4 * <usize>start * width);
    }
  }
}
