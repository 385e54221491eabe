import { accuracy, batchesByLength, crossEntropy } from '../model/index.ts';
import type { Evaluation, LabelledRow } from './federated.ts';

/** Rows of one batch; results do not depend on it, only speed does. */
const BATCH = 16;

/** @param logits [B, N] logits of the label words for a batch of rows */
export async function evaluateRows(
  rows: readonly LabelledRow[],
  logits: (rows: readonly LabelledRow[]) => Promise<Float32Array>,
): Promise<Evaluation> {
  let loss = 0;
  let right = 0;
  for (const places of batchesByLength(rows, BATCH)) {
    const part = places.map((place) => rows[place]!);
    const classes = part.map(({ label }) => label);
    const found = await logits(part);
    loss += crossEntropy(found, classes) * part.length;
    right += accuracy(found, classes) * part.length;
  }
  return { loss: loss / rows.length, accuracy: right / rows.length, count: rows.length };
}
