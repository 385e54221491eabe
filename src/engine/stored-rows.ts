import type { BaseWeights } from './engine.ts';

/** Fills `out` with rows of a stored [rows, width] tensor, one after another. */
export async function readRows(
  base: BaseWeights,
  index: number,
  rows: Uint32Array,
  width: number,
  out: Float32Array,
): Promise<void> {
  // In the file's order and each row once: neighbours come with one read.
  const order = Array.from(rows, (_, i) => i).sort((a, b) => rows[a]! - rows[b]!);
  let previous = -1;
  for (const i of order) {
    const target = out.subarray(i * width, (i + 1) * width);
    if (previous >= 0 && rows[previous] === rows[i]) {
      target.set(out.subarray(previous * width, (previous + 1) * width));
    } else {
      await base.read(index, rows[i]! * width, target);
    }
    previous = i;
  }
}
