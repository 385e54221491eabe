import type { TokenBatch } from '../engine/index.ts';
import type { Architecture } from './architecture.ts';
import type { PromptRow } from './prompt.ts';

/** Rows are padded to a multiple of this: few distinct lengths, so that the runtime meets few distinct shapes. */
const BUCKET = 8;

/** Rows of one evaluation batch; results do not depend on it, only speed and memory do. */
export const EVALUATION_BATCH = 16;

/**
 * Rows as one batch, padded on the right to the longest of them, rounded up to a bucket.
 * @throws RangeError without rows, or with a row that is longer than the model reads.
 */
export function toBatch(rows: readonly PromptRow[], architecture: Architecture): TokenBatch {
  const { padToken, positions, firstPosition } = architecture;
  const longest = Math.max(...rows.map(({ ids }) => ids.length));
  if (rows.length === 0 || longest > positions - firstPosition) {
    throw new RangeError(
      `A batch of ${rows.length} rows cannot be made: rows have 1 to ${positions - firstPosition} tokens.`,
    );
  }
  const length = Math.min(bucketOf(longest), positions - firstPosition);
  const ids = new Int32Array(rows.length * length).fill(padToken);
  const attention = new Uint8Array(rows.length * length);
  rows.forEach((row, b) => {
    ids.set(row.ids, b * length);
    attention.fill(1, b * length, b * length + row.ids.length);
  });
  return {
    size: rows.length,
    length,
    ids,
    attention,
    maskPositions: Int32Array.from(rows, ({ maskPosition }) => maskPosition),
  };
}

/** Places of the rows, sorted by length and cut into batches of `size` at most, so that little is padded. */
export function batchesByLength(rows: readonly PromptRow[], size: number): number[][] {
  const order = rows.map((_, i) => i).sort((a, b) => rows[a]!.ids.length - rows[b]!.ids.length || a - b);
  return Array.from({ length: Math.ceil(order.length / size) }, (_, i) => order.slice(i * size, (i + 1) * size));
}

function bucketOf(length: number): number {
  return Math.ceil(length / BUCKET) * BUCKET;
}
