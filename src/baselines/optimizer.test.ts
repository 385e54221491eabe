import '@tensorflow/tfjs-backend-wasm';
import { type Tensor, memory, tensor1d, train, variable } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { expectClose } from '../../tests/contract/engine-suite.ts';
import { useBackend } from './backend.ts';
import { adam, sgd } from './optimizer.ts';

beforeAll(() => useBackend('wasm'));

it.each([
  ['SGD', sgd, (rate: number) => train.sgd(rate)],
  ['Adam', adam, (rate: number) => train.adam(rate, 0.9, 0.999, 1e-8)],
] as const)('%s moves as tfjs does, to 1e-6, and frees what it made', (_name, ours, theirs) => {
  const { numTensors } = memory();
  const start = tensor1d([1, -2, 0.5, 0]);
  const [a, b] = [variable(start), variable(start)];
  const mine = ours(0.01);
  const reference = theirs(0.01);
  for (let step = 0; step < 6; step++) {
    const gradient = (): Tensor => tensor1d([3, -1e-3, Math.sin(step), 40 * (step - 2)]);
    mine.step([a], gradient);
    const same = gradient();
    reference.applyGradients([{ name: b.name, tensor: same }]);
    same.dispose();
  }
  expectClose(a.dataSync(), b.dataSync(), 1e-6);
  expect(Math.abs(a.dataSync()[0]! - 1)).toBeGreaterThan(0.01);
  mine.dispose();
  reference.dispose();
  for (const used of [start, a, b]) used.dispose();
  // The reference keeps two numbers of its own.
  expect(memory().numTensors - numTensors).toBeLessThanOrEqual(2);
});
