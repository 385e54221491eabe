import { openAsBlob } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { DEFAULT_MODEL_FOLDER, sentiment } from '../server/federations/index.ts';
import { type Example, conceal } from '../src/data/index.ts';
import { readModelKit } from '../src/model/index.ts';
import { type Manifest, parseManifest, precisionOf } from '../src/protocol/index.ts';
import { foldIn } from '../src/random/index.ts';
import { EngineSupply, LanguageLearner, type Learner, systemClock } from '../src/train/index.ts';
import { createMethod, updates } from '../src/zo/index.ts';
import { batchSeed } from './batches.ts';
import { pseudonyms } from './chance.ts';
import { SharedLearner } from './shared-learner.ts';

const CLIENTS = 3;
const texts = [
  'a fine film',
  'dull and long',
  'she sings well',
  'a waste of time',
  'warm, funny, true',
  'no plot at all',
];
const examples = texts.map((text, i): Example => ({ texts: [conceal(text)], label: (i + 1) % 2 }));
const splits = Array.from({ length: CLIENTS }, (_, i) => ({
  training: examples.slice(2 * i, 2 * i + 2),
  heldOut: examples.slice(0, 2),
}));

/** Clients by turns: local steps, some taken back, and steps that all of them take sooner or later, as entries are. */
const ACTS = [
  ...[0, 0, 1, 2, 1].map((client, step) => ({ client, step, common: false })),
  ...[2, 0, 1].map((client) => ({ client, step: 7, common: true })),
  ...[1, 0].map((client, step) => ({ client, step, common: false })),
];

async function play(learners: readonly Learner[], manifest: Manifest): Promise<unknown[]> {
  const method = createMethod(manifest);
  const seen: unknown[] = [];
  for (const { client, step, common } of ACTS) {
    const learner = learners[client]!;
    const key = foldIn(common ? [8, 8] : [client, 5], step);
    const { scalars, loss } = await learner.measure(1, step, key, method);
    const coefficients = method.coefficients(common ? Float32Array.of(1, -1) : scalars);
    await learner.apply(updates(method, coefficients, key, learner.blocks, 1e-4));
    seen.push([Array.from(scalars), loss, await learner.fingerprint()]);
  }
  for (const learner of learners) seen.push(await learner.evaluate(new AbortController().signal));
  return seen;
}

describe.each<[string, Pick<Manifest, 'precision' | 'trainable'>]>([
  ['all weights of 32 bits', {}],
  ['all weights of 16 bits', { precision: 16 }],
  ['adapters', { trainable: { set: 'lora', rank: 2, alpha: 4 } }],
])('clients of a real model, %s', (_, changes) => {
  test('promises 2 and 3: on one engine they see what they see on engines of their own, to the bit', async () => {
    const base = await sentiment();
    const manifest = parseManifest({ ...base, ...changes, method: { ...base.method, p2: 2, batch: 2 } });
    const files = new Map<string, Blob>();
    for (const { name } of manifest.model.files)
      files.set(name, await openAsBlob(path.join(DEFAULT_MODEL_FOLDER, name)));
    const kit = await readModelKit(manifest, files);
    const supplies: EngineSupply[] = [];
    const supply = (): EngineSupply => {
      const made = new EngineSupply({ kit, precision: precisionOf(manifest), threads: 1 }, ['simd'], systemClock);
      supplies.push(made);
      return made;
    };
    const participants = pseudonyms(1, CLIENTS);
    const learner = (engines: EngineSupply, i: number): Promise<LanguageLearner> =>
      LanguageLearner.on(engines, kit, manifest, splits[i]!, batchSeed(participants[i]!));
    try {
      const one = supply();
      const members: LanguageLearner[] = [];
      for (let i = 0; i < CLIENTS; i++) members.push(await learner(one, i));
      const shared = await play(new SharedLearner(members).views, manifest);
      const own = await Promise.all(splits.map((__, i) => learner(supply(), i)));
      expect(shared).toEqual(await play(own, manifest));
    } finally {
      for (const made of supplies) await made.close();
    }
  });
});
