import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { testIdentity } from '../../tests/support/identity.ts';
import { testManifest } from '../../tests/support/manifest.ts';
import { MapStore } from '../../tests/support/map-store.ts';
import { DeviceLostError } from '../engine/index.ts';
import { manifestHash, parseFederationId, parseManifest } from '../protocol/index.ts';
import { systemClock } from './clock.ts';
import { Control } from './control.ts';
import type { TrainEvent } from './events.ts';
import { type OpenModel, join } from './join.ts';
import { MemoryJournal } from './journal.ts';
import { LanguageLearner } from './language-learner.ts';

const FOLDER = path.join(import.meta.dirname, '../../public/models/dandelion-mini');

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** A visit that ends when the model can be asked. @returns its events, and the model if it was handed over */
async function visit(): Promise<{ events: TrainEvent[]; model: OpenModel | null }> {
  const files = new MapStore();
  const listed = [];
  for (const name of ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'model.safetensors']) {
    const contents = await readFile(path.join(FOLDER, name));
    const sha256 = createHash('sha256').update(contents).digest('hex');
    files.files.set(sha256, new Blob([contents]));
    listed.push({ name, bytes: contents.length, sha256 });
  }
  const base = testManifest();
  const manifest = parseManifest({ ...base, model: { ...base.model, files: listed } });
  const hash = manifestHash(manifest);
  const place = { epoch: '00'.repeat(8), sequence: 0, chain: hash, entryBytes: { total: 0, sinceSnapshot: 0 } };
  vi.stubGlobal('fetch', () =>
    Promise.resolve(Response.json({ manifest, manifestHash: hash, ...place, snapshot: null })),
  );
  const control = new Control();
  const events: TrainEvent[] = [];
  let model: OpenModel | null = null;
  const run = join({
    ...{ relay: 'http://relay.test', federation: parseFederationId('test'), files, control, clock: systemClock },
    data: () => Promise.resolve({ training: [], heldOut: [] }),
    engine: { name: 'simd', threads: 1 },
    journal: new MemoryJournal(await testIdentity()),
    transport: { connect: () => Promise.resolve(null) },
    random: () => 0,
    evaluateEvery: 0,
    onModel: (open) => {
      model = open;
      control.leave();
    },
  });
  for await (const event of run) events.push(event);
  return { events, model };
}

test('a device that is lost before the first fingerprint does not end the visit', async () => {
  const lost = new DeviceLostError('test', 'as the test wants it');
  vi.spyOn(LanguageLearner.prototype, 'fingerprint').mockRejectedValueOnce(lost);
  const close = vi.spyOn(LanguageLearner.prototype, 'close');
  const { events, model } = await visit();
  expect(events.flatMap((event) => (event.type === 'problem' ? [event.problem.code] : []))).toEqual(['device-lost']);
  expect(model).not.toBeNull();
  // It is the caller's now.
  expect(close).not.toHaveBeenCalled();
  await model!.learner.close();
});

test('an engine that nobody was handed is closed', async () => {
  vi.spyOn(LanguageLearner.prototype, 'fingerprint').mockRejectedValueOnce(new Error('It computes nothing.'));
  const close = vi.spyOn(LanguageLearner.prototype, 'close');
  const { events, model } = await visit();
  expect(model).toBeNull();
  expect(close).toHaveBeenCalledOnce();
  expect(events.some((event) => event.type === 'problem' && event.problem.fatal)).toBe(true);
});
