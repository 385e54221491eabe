import { ROWS } from './layout';
import { perturb, read } from './perturb';

/** The first `rows` rows listed in ROWS of a [_, width] tensor at `source`, perturbed, one after another at `target`. */
export function gather(
  bits: i32,
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
    perturb(bits, source + start * (bits >> 3), target, start, width, tensor, k0, k1, scale, amount);
    target += 4 * width;
  }
}

/** The same rows as they are. */
export function readRows(bits: i32, source: usize, target: usize, rows: i32, width: i32, scale: f32): void {
  for (let i = 0; i < rows; i++) {
    read(bits, source + load<i32>(ROWS + 4 * i) * width * (bits >> 3), target, width, scale);
    target += 4 * width;
  }
}
