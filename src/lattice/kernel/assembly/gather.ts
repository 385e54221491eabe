import { ROWS } from './layout';
import { perturb, read } from './perturb';

/** The first `rows` rows listed in ROWS of a [_, width] tensor at `source`, perturbed, one after another at `target`. */
export function gather(
  source: usize,
  target: usize,
  rows: i32,
  width: i32,
  tensor: i32,
  k0: i32,
  k1: i32,
  scale: f32,
  amount: f32,
): void {
  for (let i = 0; i < rows; i++) {
    const start = load<i32>(ROWS + 4 * i) * width;
    perturb(source + 4 * start, target, start, width, tensor, k0, k1, scale, amount);
    target += 4 * width;
  }
}

/** The same rows as they are. */
export function readRows(source: usize, target: usize, rows: i32, width: i32, scale: f32): void {
  for (let i = 0; i < rows; i++) {
    read(source + 4 * load<i32>(ROWS + 4 * i) * width, target, width, scale);
    target += 4 * width;
  }
}
