import '@tensorflow/tfjs-backend-wasm';
import { tensor } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { randomCheckpoint } from '../../tests/contract/random-checkpoint.ts';
import { tinyShape } from '../../tests/contract/tiny-shape.ts';
import { readCheckpoint, toBatch } from '../model/index.ts';
import { type LabelledRow, crossEntropyOf, gradientNorms, loadParameters, maskedLm, useBackend } from './index.ts';

const labels = Uint32Array.of(7, 11);
const rows: LabelledRow[] = Array.from({ length: 21 }, (_, b) => ({
  ids: [2, 20 + b, 30 + (b % 3), 5],
  maskPosition: 2,
  truncated: false,
  label: b % 2,
}));

beforeAll(() => useBackend('wasm'));

it('gives the squared length that the loss falls by along the gradient, to 1 %', async () => {
  const weights = await loadParameters(readCheckpoint(randomCheckpoint(tinyShape, 5), tinyShape), tinyShape, true);
  const norms = gradientNorms(tinyShape, weights, labels, rows);
  expect(norms).toHaveLength(tinyShape.tensors.length);
  const last = weights.length - 1;
  const loss = () =>
    crossEntropyOf(
      maskedLm(tinyShape, weights, null, toBatch(rows, tinyShape), labels),
      rows.map(({ label }) => label),
    ).dataSync<'float32'>()[0]!;
  // Only the label words' biases have a gradient in the last tensor: by central differences.
  const bias = weights[last]!;
  const values = bias.dataSync<'float32'>().slice();
  let squared = 0;
  for (const id of labels) {
    const at = (shift: number) => {
      const moved = values.slice();
      moved[id]! += shift;
      bias.assign(tensor(moved, bias.shape));
      return loss();
    };
    squared += ((at(1e-2) - at(-1e-2)) / 2e-2) ** 2;
  }
  expect(Math.abs(norms[last]! / squared - 1)).toBeLessThan(0.01);
});
