import { checkShift } from './fixed-point.ts';
import type { LatticeTensor, Region } from './kernel.ts';

/** Kernels write to raw memory, where a run past its end would silently change another tensor. */
function checkSpan(what: string, start: number, count: number, length: number): void {
  if (Number.isInteger(start) && Number.isInteger(count) && start >= 0 && count >= 0 && start + count <= length) return;
  throw new RangeError(`Elements ${start} to ${start + count - 1} of ${what} do not exist: it has ${length}.`);
}

/** @throws RangeError when a run leaves its tensor or its scratch. */
export function checkRun(tensor: LatticeTensor, start: number, count: number, out: Region, outStart: number): void {
  checkSpan(`tensor ${tensor.index}`, start, count, tensor.size);
  checkSpan('the scratch', outStart, count, out.length);
}

/** @throws RangeError when a row is not in the tensor, or the rows do not fit into the scratch. */
export function checkRows(tensor: LatticeTensor, rows: Uint32Array, width: number, out: Region): void {
  for (const row of rows) checkSpan(`tensor ${tensor.index}`, row * width, width, tensor.size);
  checkSpan('the scratch', 0, rows.length * width, out.length);
}

/** @throws RangeError when regions are not as long as matrices of [rows, rank], [rank, columns] and [rows, columns]. */
export function checkProduct(a: Region, b: Region, rank: number, out: Region): void {
  const rows = a.length / rank;
  const columns = b.length / rank;
  if (Number.isInteger(rows) && Number.isInteger(columns) && out.length === rows * columns) return;
  throw new RangeError(`${a.length} and ${b.length} elements of rank ${rank} are no product of ${out.length}.`);
}

/** @throws RangeError when there are not two words of key for each delta. */
export function checkUpdates(keys: Uint32Array, deltas: Int32Array): void {
  if (keys.length === 2 * deltas.length) return;
  throw new RangeError(`${deltas.length} updates need ${2 * deltas.length} words of keys, got ${keys.length}.`);
}

/** @throws RangeError when a snapshot's integers and scale are not ones of this tensor. */
export function checkSnapshot(
  { index, size, precision }: Pick<LatticeTensor, 'index' | 'size' | 'precision'>,
  integers: Int32Array,
  shift: number,
): void {
  if (integers.length !== size) {
    throw new RangeError(`Tensor ${index} has ${size} elements, the snapshot brings ${integers.length}.`);
  }
  checkShift(shift, precision);
  if (precision === 16 && integers.some((n) => n !== (n << 16) >> 16)) {
    throw new RangeError(`Tensor ${index} of the snapshot has integers of more than 16 bits.`);
  }
}

/** @throws RangeError when a length is not a number of words. */
export function checkLength(length: number): void {
  if (!Number.isSafeInteger(length) || length < 0) throw new RangeError(`Cannot allocate ${length} words.`);
}
