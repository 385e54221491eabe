import '@tensorflow/tfjs-backend-wasm';
import { type NamedTensorMap, type Variable, tidy, variableGrads } from '@tensorflow/tfjs-core';
import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { ODD_SHAPES, expectClose, pass } from '../../tests/contract/engine-suite.ts';
import { architectureOf, randomCheckpoint } from '../../tests/contract/random-checkpoint.ts';
import { someRows } from '../../tests/contract/rows.ts';
import { tinyArchitecture } from '../../tests/support/tiny-model.ts';
import golden from '../../tests/golden/mlm-logits.json';
import { type Engine, type TokenBatch, createEngine } from '../engine/index.ts';
import {
  DEFAULT_MODEL,
  type Architecture,
  crossEntropy,
  parseConfig,
  readCheckpoint,
  toBatch,
  trainableBlocks,
} from '../model/index.ts';
import { foldIn, signAt } from '../random/index.ts';
import { FedSpzo, type TwoBlockLoss, updates } from '../zo/index.ts';
import { useBackend } from './backend.ts';
import { crossEntropyOf } from './layers.ts';
import { maskedLm } from './masked-lm.ts';
import { loadParameters } from './parameters.ts';

const labels = Uint32Array.of(7, 11, 13);
const classesOf = ({ size }: TokenBatch) => Array.from({ length: size }, (_, b) => b % labels.length);

beforeAll(() => useBackend('wasm'));

/** The gradient of the mean loss, tensor by tensor in the lattice's order. */
function gradientOf(architecture: Architecture, weights: Variable[], batch: TokenBatch): Float32Array[] {
  const loss = () => crossEntropyOf(maskedLm(architecture, weights, null, batch, labels), classesOf(batch));
  const { grads, value } = variableGrads(loss, weights);
  const named: NamedTensorMap = grads;
  const values = weights.map(({ name }) => named[name]!.dataSync<'float32'>());
  for (const used of [value, ...Object.values(grads)]) used.dispose();
  return values;
}

async function both(architecture: Architecture): Promise<{ engine: Engine; weights: Variable[] }> {
  const engine = await createEngine('cpu', architecture);
  await engine.load(readCheckpoint(randomCheckpoint(architecture, 5), architecture));
  const checkpoint = readCheckpoint(randomCheckpoint(architecture, 5), architecture);
  return { engine, weights: await loadParameters(checkpoint, architecture, true) };
}

it('gives the logits of the wasm engine to 1e-4 on the default model and its golden examples', async () => {
  const model = new URL(`../../public/models/${DEFAULT_MODEL}/`, import.meta.url);
  const architecture = parseConfig(JSON.parse(await readFile(new URL('config.json', model), 'utf8')));
  const file = new Blob([await readFile(new URL('model.safetensors', model))]);
  const engine = await createEngine('wasm', architecture);
  await engine.load(readCheckpoint(file.stream(), architecture));
  const weights = await loadParameters(readCheckpoint(file.stream(), architecture), architecture, false);
  const { awful, great } = golden.labelWords;
  const rows = golden.examples.map(({ ids, maskIndex }) => ({ ids, maskPosition: maskIndex, truncated: false }));
  for (const batch of [toBatch(rows, architecture), toBatch(rows.slice(0, 1), architecture)]) {
    const words = Uint32Array.of(awful, great, 9, 1000);
    const found = tidy(() => maskedLm(architecture, weights, null, batch, words).dataSync<'float32'>());
    expectClose(found, await pass(engine, batch, words), 1e-4);
  }
  for (const weight of weights) weight.dispose();
  await engine.close();
});

describe.each(ODD_SHAPES)('backpropagation in a random $type with hidden size $hidden', (shape) => {
  const architecture = architectureOf(shape);

  it('gives the logits of the cpu engine to 1e-4, alone and padded', async () => {
    const { engine, weights } = await both(architecture);
    for (const batch of [someRows(architecture, 6), someRows(architecture, 1)]) {
      const found = tidy(() => maskedLm(architecture, weights, null, batch, labels).dataSync<'float32'>());
      expectClose(found, await pass(engine, batch, labels), 1e-4);
    }
  });

  it("along a direction is the engine's central difference, to 1 %, in the whole model and in each tensor", async () => {
    const { engine, weights } = await both(architecture);
    const batch = someRows(architecture, 6);
    const gradient = gradientOf(architecture, weights, batch);
    const key = [3, 1] as const;
    const along = gradient.map((values, t) => values.reduce((sum, g, i) => sum + g * signAt(key, t, i), 0));
    const end = architecture.tensors.length;
    /** Central difference of the loss when tensors from <= t < to move by +-epsilon z. */
    const difference = async (from: number, to: number, epsilon: number): Promise<number> => {
      const at = async (step: number): Promise<number> => {
        await engine.apply([{ key, from, to, step }]);
        const loss = crossEntropy(await pass(engine, batch, labels), classesOf(batch));
        await engine.apply([{ key, from, to, step: -step }]);
        return loss;
      };
      // An update subtracts.
      return ((await at(-epsilon)) - (await at(epsilon))) / (2 * epsilon);
    };
    const size = Math.hypot(...gradient.map((values) => Math.hypot(...values)));
    const whole = along.reduce((sum, part) => sum + part, 0);
    expect(Math.abs((await difference(0, end, 1e-4)) - whole)).toBeLessThan(0.01 * size);
    for (let t = 0; t < end; t++) {
      const tolerance = 0.01 * Math.hypot(...gradient[t]!) + 1e-4 * size;
      expect(Math.abs((await difference(t, t + 1, 1e-3)) - along[t]!), architecture.tensors[t]!.name).toBeLessThan(
        tolerance,
      );
    }
  });
});

/**
 * With z in {-1, 1}^d and g_j = grad . z_j, the estimate e = 1/n sum g_j z_j has, since |z|^2 = d and
 * E (grad . z)^2 = |grad|^2:
 *
 *     E e . grad = |grad|^2        E |e|^2 = |grad|^2 (n + d - 1) / n        cosine ~ sqrt(n / (n + d - 1))
 *
 * (Gaussian z would have d + 1 for d - 1.) Where n is much smaller than d the cosine grows with the root of the mean of
 * (grad . z_j)^2 / |grad|^2, whose variance is 2 / n at most, so its relative standard deviation is 1 / sqrt(2 n) at most.
 */
it('zero-order estimates over n directions have the cosine sqrt(n / (n + d - 1)) with the gradient, within 4 deviations', async () => {
  const architecture = tinyArchitecture;
  const { engine, weights } = await both(architecture);
  const batch = someRows(architecture, 6);
  const gradient = gradientOf(architecture, weights, batch);
  const method = new FedSpzo({ p1: 1, p2: 1, epsilon: 1e-4, clip: 1e6 });
  const blocks = trainableBlocks(architecture, 1);
  const loss: TwoBlockLoss<Awaited<ReturnType<Engine['first']>>> = {
    first: (direction) => engine.first(batch, 1, direction),
    second: async (hidden, tied, direction) =>
      crossEntropy(await engine.second(hidden, labels, tied, direction), classesOf(batch)),
    release: (hidden) => hidden.release(),
  };
  const n = 400;
  const estimate = gradient.map((values) => new Float64Array(values.length));
  for (let j = 0; j < n; j++) {
    const step = foldIn([8, 15], j);
    const { scalars } = await method.measure(loss, step);
    for (const { key, from, to, step: amount } of updates(method, method.coefficients(scalars), step, blocks, 1 / n)) {
      for (let t = from; t < to; t++) estimate[t]!.forEach((_, i) => (estimate[t]![i]! += amount * signAt(key, t, i)));
    }
  }
  const dot = (a: readonly ArrayLike<number>[], b: readonly ArrayLike<number>[]) =>
    a.reduce((sum, values, t) => sum + Array.from(values).reduce((part, value, i) => part + value * b[t]![i]!, 0), 0);
  // 0.31 is expected: d is 3,653.
  const cosine = dot(estimate, gradient) / Math.sqrt(dot(estimate, estimate) * dot(gradient, gradient));
  const d = architecture.tensors.reduce((sum, { size }) => sum + size, 0);
  const expected = Math.sqrt(n / (n + d - 1));
  expect(Math.abs(cosine / expected - 1)).toBeLessThan(4 / Math.sqrt(2 * n));
});
