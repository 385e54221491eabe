import { type Variable, variableGrads } from '@tensorflow/tfjs-core';
import { type Architecture, toBatch } from '../model/index.ts';
import type { LabelledRow } from './federated.ts';
import { crossEntropyOf } from './layers.ts';
import { maskedLm } from './masked-lm.ts';

/** Rows of one batch: bounds memory, results do not depend on it. */
const BATCH = 16;

/**
 * The squared length of the gradient of the mean loss over `rows`, tensor by tensor in the architecture's order.
 * @param weights as `loadParameters` reads them, trainable
 * @param labels token ids of the label words
 */
export function gradientNorms(
  architecture: Architecture,
  weights: readonly Variable[],
  labels: Uint32Array,
  rows: readonly LabelledRow[],
): number[] {
  const sums = weights.map(({ size }) => new Float64Array(size));
  for (let first = 0; first < rows.length; first += BATCH) {
    const part = rows.slice(first, first + BATCH);
    const batch = toBatch(part, architecture);
    const classes = part.map(({ label }) => label);
    const { grads, value } = variableGrads(
      () => crossEntropyOf(maskedLm(architecture, weights, null, batch, labels), classes),
      [...weights],
    );
    value.dispose();
    for (const [t, { name }] of weights.entries()) {
      const gradient = grads[name]!;
      gradient.dataSync<'float32'>().forEach((g, i) => (sums[t]![i]! += (g * part.length) / rows.length));
      gradient.dispose();
    }
  }
  return sums.map((sum) => sum.reduce((total, g) => total + g * g, 0));
}
