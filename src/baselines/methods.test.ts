import '@tensorflow/tfjs-backend-wasm';
import { memory, variableGrads } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectClose } from '../../tests/contract/engine-suite.ts';
import { randomCheckpoint } from '../../tests/contract/random-checkpoint.ts';
import { partsOf } from '../../tests/support/entry.ts';
import { testManifest } from '../../tests/support/manifest.ts';
import { tinyArchitecture } from '../../tests/support/tiny-model.ts';
import { createEngine } from '../engine/index.ts';
import { readCheckpoint, toBatch } from '../model/index.ts';
import { parseManifest, parseParticipantId } from '../protocol/index.ts';
import {
  FedAvg,
  type FedAvgSettings,
  FedSpzo,
  type FederatedMethod,
  type LabelledRow,
  type LocalTask,
  adapterCount,
  useBackend,
} from './index.ts';
import { crossEntropyOf } from './layers.ts';
import { maskedLm } from './masked-lm.ts';
import { loadParameters } from './parameters.ts';

const labels = Uint32Array.of(7, 11);
const lora = { rank: 8, alpha: 16 };
const parameters = tinyArchitecture.tensors.reduce((sum, { size }) => sum + size, 0);
const checkpoint = () => readCheckpoint(randomCheckpoint(tinyArchitecture, 5), tinyArchitecture);

/** Rows whose class is told by their second token: a task that can be learned. */
const rows: readonly LabelledRow[] = Array.from({ length: 24 }, (_, b) => ({
  ids: [2, 20 + (b % 2), ...Array.from({ length: 3 + (b % 5) }, (__, s) => 30 + ((b * 7 + s * 3) % 25)), 5],
  maskPosition: 2 + (b % 3),
  truncated: false,
  label: b % 2,
}));

const task = (digit: string, round: number, batches: LocalTask['batches'], examples: number): LocalTask => ({
  participant: parseParticipantId(digit.repeat(32)),
  round,
  batches,
  examples,
});

const fedAvg = (settings: Partial<FedAvgSettings>): Promise<FedAvg> =>
  FedAvg.create(tinyArchitecture, checkpoint(), labels, {
    optimizer: 'sgd',
    learningRate: 0.1,
    lora: null,
    key: [1, 2],
    ...settings,
  });

async function fedSpzo(): Promise<FedSpzo> {
  const engine = await createEngine('cpu', tinyArchitecture);
  await engine.load(checkpoint());
  const learningRate = { from: 2e-3, to: 2e-3, rounds: 1 };
  const manifest = parseManifest(testManifest({ localSteps: 4, p1: 1, p2: 4, learningRate }));
  return new FedSpzo(engine, manifest, labels);
}

beforeAll(() => useBackend('wasm'));

describe('FedAvg', () => {
  it('with one local step of SGD is SGD on the union of the data, to 1e-6', async () => {
    const method = await fedAvg({});
    const [few, many] = [rows.slice(0, 6), rows.slice(6)];
    await method.server(1, [
      await method.client(task('1', 1, [few], few.length)),
      await method.client(task('2', 1, [many], many.length)),
    ]);

    const weights = await loadParameters(checkpoint(), tinyArchitecture, true);
    const batch = toBatch(rows, tinyArchitecture);
    const classes = rows.map(({ label }) => label);
    const { grads } = variableGrads(
      () => crossEntropyOf(maskedLm(tinyArchitecture, weights, null, batch, labels), classes),
      weights,
    );
    const expected = weights.flatMap((weight) => {
      const gradient = grads[weight.name]!.dataSync();
      return Array.from(weight.dataSync(), (value, i) => value - 0.1 * gradient[i]!);
    });
    const still = await method.client(task('1', 2, [], 1));
    expectClose(new Float32Array(still.bytes.buffer), expected, 1e-6);
    await method.close();
  });

  it("leaves the federation's model as it was after local steps, and frees all that they took", async () => {
    const method = await fedAvg({ optimizer: 'adam', learningRate: 1e-3 });
    const before = await method.logits(rows);
    const { numTensors } = memory();
    await method.client(task('1', 1, [rows, rows, rows], rows.length));
    expect(await method.logits(rows)).toEqual(before);
    expect(memory().numTensors).toBe(numTensors);
    await method.close();
  });

  it('tells the loss of each local step before it is taken', async () => {
    const method = await fedAvg({});
    const losses: number[] = [];
    const onStep = async (loss: number): Promise<void> => void losses.push(loss);
    await method.client({ ...task('1', 1, [rows, rows, rows], rows.length), onStep });
    const { loss } = await method.evaluate(rows);
    expect(losses[0]).toBeCloseTo(loss, 5);
    expect(losses[2]).toBeLessThan(losses[0]!);
    await method.close();
  });

  it('uploads and downloads 4 bytes for every parameter', async () => {
    const method = await fedAvg({});
    const upload = await method.client(task('1', 1, [rows], rows.length));
    expect(upload.bytes.length).toBe(4 * parameters);
    expect((await method.server(1, [upload])).length).toBe(4 * parameters);
    await method.close();
  });

  it('counts the memory of a step: weights, gradients, what Adam keeps, and activations', async () => {
    const peak = async (settings: Partial<FedAvgSettings>): Promise<number> => {
      const free = memory().numBytes;
      const method = await fedAvg(settings);
      const few = rows.slice(0, 1);
      await method.client(task('1', 1, [few, few], 1));
      const { peakBytes } = method.cost();
      await method.close();
      return (peakBytes - free) / (4 * parameters);
    };
    // In copies of the parameters.
    const sgd = await peak({ optimizer: 'sgd' });
    expect(sgd).toBeGreaterThan(2);
    expect(await peak({ optimizer: 'adam' })).toBeGreaterThan(sgd + 1.9);
    expect(await peak({ lora })).toBeLessThan(sgd);
  });
});

describe('FedAvg with LoRA', () => {
  it('starts as the base model and never changes its bits, but its own factors', async () => {
    const full = await fedAvg({});
    const method = await fedAvg({ lora, optimizer: 'adam', learningRate: 0.01 });
    expect(await method.logits(rows)).toEqual(await full.logits(rows));
    const before = method.base();
    await method.server(1, [await method.client(task('1', 1, [rows, rows], rows.length))]);
    expect(method.base()).toEqual(before);
    expect(await method.logits(rows)).not.toEqual(await full.logits(rows));
    await full.close();
    await method.close();
  });

  it('uploads 4 bytes for every parameter of its factors, 3.1 MB on RoBERTa-large', async () => {
    const method = await fedAvg({ lora });
    const upload = await method.client(task('1', 1, [rows], rows.length));
    expect(upload.bytes.length).toBe(4 * adapterCount(tinyArchitecture, lora));
    // Two layers of query and value, each 12 x 8 and 8 x 12.
    expect(adapterCount(tinyArchitecture, lora)).toBe(2 * 2 * 2 * 12 * 8);
    expect(4 * adapterCount({ layers: 24, hidden: 1024 }, lora)).toBe(3_145_728);
    await method.close();
  });
});

describe('FedSPZO', () => {
  it('undoes its local steps exactly and uploads its scalars alone', async () => {
    const method = await fedSpzo();
    const before = await method.evaluate(rows);
    const upload = await method.client(task('1', 1, [rows, rows, rows, rows], rows.length));
    expect(upload.bytes.length).toBe(4 * 4 * 4);
    expect(await method.evaluate(rows)).toEqual(before);
    const parts = partsOf(await method.server(1, [upload]));
    expect(parts.map(({ scalars }) => scalars)).toEqual([new Float32Array(upload.bytes.buffer)]);
    expect(await method.evaluate(rows)).not.toEqual(before);
    // One layer of two and P2 = 4: dearer than a forward pass and cheaper than four of each sign.
    const { steps, forwards, backwards } = method.cost();
    expect([steps, backwards]).toEqual([4, 0]);
    expect(forwards).toBeGreaterThan(4 * 2);
    expect(forwards).toBeLessThan(4 * 8);
    await method.close();
  });
});

it.each<[string, () => Promise<FederatedMethod>, number]>([
  ['FedAvg, SGD', () => fedAvg({}), 5],
  ['FedAvg, Adam', () => fedAvg({ optimizer: 'adam', learningRate: 3e-3 }), 5],
  ['FedAvg LoRA, Adam', () => fedAvg({ optimizer: 'adam', learningRate: 3e-2, lora }), 5],
  ['FedSPZO', fedSpzo, 15],
])('%s lowers the loss of two clients in some rounds', async (name, create, rounds) => {
  const method = await create();
  expect(method.name).toBe(name);
  const before = await method.evaluate(rows);
  const [even, odd] = [rows.slice(0, 12), rows.slice(12)];
  for (let round = 1; round <= rounds; round++) {
    await method.server(round, [
      await method.client(task('a', round, [even, even, even, even], 12)),
      await method.client(task('b', round, [odd, odd, odd, odd], 12)),
    ]);
  }
  expect((await method.evaluate(rows)).loss).toBeLessThan(before.loss - 0.02);
  await method.close();
});
