import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Example, conceal, reveal } from '../../src/data/index.ts';
import type { Manifest } from '../../src/protocol/index.ts';
import { findTask } from '../../src/tasks/index.ts';
import { type OpenedModel, openModel } from '../../server/hub/index.ts';
import { UsageError } from '../options.ts';
import type { Given } from './flags.ts';
import { manifestOf, readCrowd } from './manifest.ts';
import { METHODS, readFirstOrder, readMethodName, readTrainable } from './method.ts';
import { readAttack } from './robustness.ts';
import { draw, readPlan } from './sample.ts';

const task = findTask('sst2');
let model: OpenedModel;
beforeAll(async () => {
  model = await openModel(path.join(import.meta.dirname, '../../public/models/dandelion-mini'));
});

function manifest(given: Given): Manifest {
  const method = readMethodName(given);
  const crowd = readCrowd(given, method === 'mezo');
  return manifestOf({ task, model, method, crowd, layers: 4 }, given, () => 50);
}

describe('flags of a method', () => {
  test.each(METHODS)('%s alone makes a valid manifest, whose rounds wait for all who are asked', (method) => {
    const { round, method: settings, trainable } = manifest({ method });
    expect(round).toMatchObject({ quorum: method === 'mezo' ? 1 : 5, maximum: method === 'mezo' ? 1 : 5 });
    expect(settings).toMatchObject({ localSteps: 10, batch: 8, learningRate: { rounds: 50 } });
    expect(trainable).toBeUndefined();
    expect(readFirstOrder(readMethodName({ method }), { method }) !== null).toBe(method.startsWith('fedavg'));
  });

  test('options reach the manifest', () => {
    const given = { p2: '8', loo: 'yes', 'second-rate': '3', rate: '2e-4', trainable: 'lora:4:8', precision: '16' };
    const { method, trainable, precision } = manifest({ ...given, directions: 'shared', 'per-round': '2' });
    expect(method).toMatchObject({ name: 'fedspzo', p1: 1, p2: 8, split: 3, loo: true, secondRate: 3 });
    expect(method).toMatchObject({ directions: 'shared', learningRate: { from: 2e-4, to: 2e-5, rounds: 50 } });
    expect(method).not.toHaveProperty('normalized');
    expect(trainable).toEqual({ set: 'lora', rank: 4, alpha: 8 });
    expect(precision).toBe(16);
    expect(manifest({ method: 'decomfl', difference: 'central', p: '3' }).method).toMatchObject({
      difference: 'central',
      directions: 'shared',
      p: 3,
    });
  });

  test('a flag that says nothing to the method is refused, and so is a trainable set that is none', () => {
    expect(() => readMethodName({ method: 'fedzo', p2: '4' })).toThrow('--p2 says nothing to fedzo');
    expect(() => readCrowd({ clients: '3' }, true)).toThrow('mezo trains alone');
    expect(() => readMethodName({ method: 'sgd' })).toThrow(UsageError);
    for (const set of ['lora', 'lora:0:1', 'last:x', 'biases:1', 'some']) {
      expect(() => readTrainable(set)).toThrow(UsageError);
    }
    expect(() => readFirstOrder('fedavg', { trainable: 'biases' })).toThrow('trains all weights');
    expect(readFirstOrder('fedavg-lora', { trainable: 'lora:2:4' })).toMatchObject({ lora: { rank: 2, alpha: 4 } });
  });
});

describe('the examples of a run', () => {
  const examples = (name: string, count: number): Example[] =>
    Array.from({ length: count }, (_, i) => ({ texts: [conceal(`${name} ${i}`)], label: i % 2 }));
  const data = {
    sources: ['a', 'b'].map((name) => ({ name, examples: examples(name, 60) })),
    heldOut: examples('held out', 40),
  };

  test('follow from the seed alone, and differ from seed to seed', () => {
    const plan = readPlan({ shots: '8', 'split-by': 'dirichlet' }, 4, 2);
    const sample = draw(data, task, plan, 13);
    expect(draw(data, task, plan, 13)).toEqual(sample);
    expect(draw(data, task, plan, 21)).not.toEqual(sample);
    expect(sample.clients).toHaveLength(4);
    expect(sample.clients.flat()).toHaveLength(16);
    expect(sample.heldOut).toBe(data.heldOut);
  });

  test('by source: no client has texts of two', () => {
    const { clients } = draw(data, task, readPlan({}, 4, 2), 13);
    for (const client of clients) {
      expect(new Set(client.map(({ texts }) => reveal(texts[0]!).slice(0, 1))).size).toBe(1);
    }
    expect(clients.flat()).toHaveLength(120);
  });

  test('for development: others of the training examples, none that trains', () => {
    const plan = readPlan({ shots: '8', development: 'yes' }, 2, 2);
    const { clients, heldOut } = draw(data, task, plan, 13);
    expect(heldOut).toHaveLength(16);
    const training = new Set(clients.flat());
    const all = data.sources.flatMap((source) => source.examples);
    expect(heldOut.every((example) => all.includes(example) && !training.has(example))).toBe(true);
    expect(() => readPlan({ development: 'yes' }, 2, 1)).toThrow('--shots');
    expect(() => readPlan({ alpha: '1' }, 2, 2)).toThrow('--split-by dirichlet');
  });

  test('a part of the held-out examples is spread over all of them', () => {
    const { heldOut } = draw(data, task, readPlan({ 'held-out': '4' }, 2, 2), 13);
    expect(heldOut).toEqual([0, 10, 20, 30].map((i) => data.heldOut[i]));
  });
});

describe('how contributions are made one, and who attacks', () => {
  const shared = { directions: 'shared' } as const;
  test.each<[Given, object | undefined]>([
    [{}, undefined],
    [{ ...shared, aggregation: 'median' }, { by: 'median' }],
    [
      { ...shared, aggregation: 'trimmed:0.25', 'learned-clip': '3' },
      { by: 'trimmed', share: 0.25, learnedClip: 3 },
    ],
    [{ aggregation: 'norm-bounded:2' }, { by: 'norm-bounded', factor: 2 }],
    [{ 'learned-clip': '3' }, { by: 'mean', learnedClip: 3 }],
  ])('%j', (given, expected) => {
    expect(manifest(given).aggregation).toEqual(expected);
  });

  test.each(['trimmed', 'median:2', 'trimmed:0.1:2', 'krum', 'trimmed:x'])(
    '--aggregation %s is refused',
    (aggregation) => {
      expect(() => manifest({ ...shared, aggregation })).toThrow(UsageError);
    },
  );

  test('directions that an aggregation cannot be of are refused by the manifest, in its words', () => {
    expect(() => manifest({ aggregation: 'median' })).toThrow('each client has its own');
  });

  test('a share of the clients attacks, from the first', () => {
    expect(readAttack({ attackers: '0.2', attack: 'bias' }, 20, false)).toEqual({ name: 'bias', clients: 4 });
    expect(readAttack({ attackers: '0.2' }, 10, false)).toEqual({ name: 'sign-flip', clients: 2 });
    expect(readAttack({ attackers: '0' }, 10, false)).toBeNull();
    expect(readAttack({}, 10, false)).toBeNull();
    for (const given of [
      { attackers: '1' },
      { attackers: '-1' },
      { attackers: 'x' },
      { attack: 'bias' },
      { attackers: '0.2', attack: 'y' },
    ])
      expect(() => readAttack(given, 10, false)).toThrow(UsageError);
    expect(() => readAttack({ attackers: '0.2' }, 10, true)).toThrow('backpropagation sends none');
  });
});
