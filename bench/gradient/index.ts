import { type Variable, tensor, tidy } from '@tensorflow/tfjs-core';
import { type LabelledRow, maskedLm } from '../../src/baselines/index.ts';
import { type Architecture, crossEntropy, toBatch } from '../../src/model/index.ts';

/** [B][N] logits of the label words, a few rows at a time. */
function logitsOf(
  architecture: Architecture,
  weights: readonly Variable[],
  labels: Uint32Array,
  rows: readonly LabelledRow[],
): Float32Array {
  const all: number[] = [];
  for (let first = 0; first < rows.length; first += 16) {
    const batch = toBatch(rows.slice(first, first + 16), architecture);
    all.push(...tidy(() => maskedLm(architecture, weights, null, batch, labels).dataSync<'float32'>()));
  }
  return Float32Array.from(all);
}

/** Mean loss in nats. */
export function lossOf(...[architecture, weights, labels, rows]: Parameters<typeof logitsOf>): number {
  return crossEntropy(
    logitsOf(architecture, weights, labels, rows),
    rows.map(({ label }) => label),
  );
}

/** Moves the decoder's biases of the label words, the first aside, to where the loss of the rows is least. */
export function calibrated(...[architecture, weights, labels, rows]: Parameters<typeof logitsOf>): void {
  const classes = rows.map(({ label }) => label);
  const logits = logitsOf(architecture, weights, labels, rows);
  const count = labels.length;
  const shifts = new Float64Array(count);
  // Newton's method by coordinates: the loss is convex in them.
  for (let turn = 0; turn < 50 * count; turn++) {
    const n = turn % count;
    if (n === 0) continue;
    let slope = 0;
    let curvature = 1e-9;
    classes.forEach((label, b) => {
      const row = Array.from(labels, (_, j) => Math.exp(logits[b * count + j]! + shifts[j]!));
      const p = row[n]! / row.reduce((sum, value) => sum + value, 0);
      slope += p - (label === n ? 1 : 0);
      curvature += p * (1 - p);
    });
    shifts[n]! -= Math.max(-1, Math.min(1, slope / curvature));
  }
  const bias = weights.at(-1)!;
  const values = bias.dataSync<'float32'>().slice();
  labels.forEach((id, n) => (values[id]! += shifts[n]!));
  tidy(() => bias.assign(tensor(values, bias.shape)));
}
