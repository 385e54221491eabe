import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { testIdentity } from '../../tests/support/identity.ts';
import { testManifest } from '../../tests/support/manifest.ts';
import { MapStore } from '../../tests/support/map-store.ts';
import { DeviceLostError } from '../engine/index.ts';
import { manifestHash, parseFederationId, parseManifest } from '../protocol/index.ts';
import { EVERYTHING } from './allowance.ts';
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

interface Scene {
  readonly control?: Control;
  /** A file that the device lacks. */
  readonly lacks?: string;
  /** What the relay's host does before it answers; throws where it is not reached. */
  readonly asked?: (address: URL) => void;
  readonly onEvent?: (event: TrainEvent) => void;
}

/** A visit that ends when the model can be asked. @returns its events, and the model if it was handed over */
async function visit({ control = new Control(), lacks = '', asked, onEvent }: Scene = {}) {
  const files = new MapStore();
  const listed = [];
  const served = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const name of ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'model.safetensors']) {
    const contents = await readFile(path.join(FOLDER, name));
    const sha256 = createHash('sha256').update(contents).digest('hex');
    if (name === lacks) served.set(name, new Uint8Array(contents));
    else files.files.set(sha256, new Blob([contents]));
    listed.push({ name, bytes: contents.length, sha256 });
  }
  const base = testManifest();
  const manifest = parseManifest({ ...base, model: { ...base.model, files: listed } });
  const hash = manifestHash(manifest);
  const place = { epoch: '00'.repeat(8), sequence: 0, chain: hash, entryBytes: { total: 0, sinceSnapshot: 0 } };
  vi.stubGlobal('fetch', async (address: URL | string, { signal }: RequestInit = {}) => {
    const url = await Promise.resolve(new URL(address));
    asked?.(url);
    signal?.throwIfAborted();
    const file = served.get(path.basename(url.pathname));
    return file ? new Response(file) : Response.json({ manifest, manifestHash: hash, ...place, snapshot: null });
  });
  const events: TrainEvent[] = [];
  const handed: { model: OpenModel | null } = { model: null };
  const run = join({
    ...{ relay: 'http://relay.test', federation: parseFederationId('test'), files, control, clock: systemClock },
    data: () => Promise.resolve({ training: [], heldOut: [] }),
    engine: { name: 'simd', threads: 1 },
    journal: new MemoryJournal(await testIdentity()),
    transport: { connect: () => Promise.resolve(null) },
    random: () => 0,
    evaluateEvery: 0,
    onModel: (open) => {
      handed.model = open;
      control.leave();
    },
  });
  for await (const event of run) {
    events.push(event);
    onEvent?.(event);
  }
  return { events, model: handed.model };
}

const codes = (events: readonly TrainEvent[]): string[] =>
  events.flatMap((event) => (event.type === 'problem' ? [event.problem.code] : []));

test('a device that is lost before the first fingerprint does not end the visit', async () => {
  const lost = new DeviceLostError('test', 'as the test wants it');
  vi.spyOn(LanguageLearner.prototype, 'fingerprint').mockRejectedValueOnce(lost);
  const close = vi.spyOn(LanguageLearner.prototype, 'close');
  const { events, model } = await visit();
  expect(codes(events)).toEqual(['device-lost']);
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

test('where large files wait, a relay that is not reached is waited for all the same', async () => {
  const control = new Control({ ...EVERYTHING, downloads: 'cellular' });
  let attempts = 0;
  const { events } = await visit({
    control,
    asked: () => {
      // Without a wait between them there would be no end to them.
      if (++attempts > 20) control.leave();
      throw new TypeError('Failed to fetch');
    },
    onEvent: (event) => event.type === 'activity' && event.activity.name === 'offline' && control.leave(),
  });
  expect(attempts).toBe(1);
  expect(events.map((event) => event.type === 'activity' && event.activity.name)).toEqual(['offline', 'left']);
});

test('a small file that is missing is loaded on a metered network, also after a large download broke off', async () => {
  const control = new Control();
  control.obey({ ...EVERYTHING, downloads: 'cellular' });
  let attempts = 0;
  const { events, model } = await visit({
    control,
    lacks: 'config.json',
    asked: ({ pathname }) => {
      if (pathname.endsWith('config.json') && ++attempts > 20) control.leave();
    },
  });
  expect(attempts).toBe(1);
  expect(codes(events)).toEqual([]);
  expect(model).not.toBeNull();
  await model!.learner.close();
});
