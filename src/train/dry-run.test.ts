import { openAsBlob } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { DEFAULT_MODEL_FOLDER, sentiment } from '../../server/federations/index.ts';
import { MapStore } from '../../tests/support/map-store.ts';
import { conceal } from '../data/index.ts';
import { type Manifest, parseManifest } from '../protocol/index.ts';
import { systemClock } from './clock.ts';
import { type DryRunEvent, type DryRunSetup, dryRun } from './dry-run.ts';

const TEXTS = [
  ...['a fine film', 'she sings well', 'warm, funny, true', 'the best meal in years'].map((text) => [text, 1] as const),
  ...['dull and long', 'a waste of time', 'cold food, rude staff', 'broke on day one'].map(
    (text) => [text, 0] as const,
  ),
];
const examples = TEXTS.map(([text, label]) => ({ texts: [conceal(text)], label }));
const base = await sentiment();
const manifest = parseManifest({ ...base, method: { ...base.method, localSteps: 3, batch: 4, p2: 2 } });

async function setup(changes: Partial<DryRunSetup> = {}): Promise<DryRunSetup> {
  const files = new MapStore();
  for (const { name, sha256 } of manifest.model.files) {
    await files.saveFile(sha256, name, await openAsBlob(path.join(DEFAULT_MODEL_FOLDER, name)));
  }
  const { signal } = new AbortController();
  const engine = { name: 'simd', threads: 1 } as const;
  return { relay: 'http://127.0.0.1:1', manifest, examples, engine, files, clock: systemClock, signal, ...changes };
}

async function told(run: DryRunSetup): Promise<DryRunEvent[]> {
  const events: DryRunEvent[] = [];
  for await (const event of dryRun(run)) events.push(event);
  return events;
}

function only<Type extends DryRunEvent['type']>(events: readonly DryRunEvent[], type: Type) {
  return events.filter((event): event is Extract<DryRunEvent, { type: Type }> => event.type === type);
}

test('the base model is judged on every example and steps are timed as rounds take them', async () => {
  const events = await told(await setup());
  expect(only(events, 'problem')).toEqual([]);
  expect(events.at(-1)).toEqual({ type: 'over' });
  const [judged] = only(events, 'zero-shot');
  const zeroShot = judged!.zeroShot;
  expect(zeroShot).toMatchObject({ count: 8, actual: [4, 4], truncated: 0 });
  expect(zeroShot.answered.reduce((sum, count) => sum + count, 0)).toBe(8);
  expect(zeroShot.right).toBeGreaterThanOrEqual(4);
  expect(zeroShot.loss).toBeGreaterThan(0);
  const steps = only(events, 'step');
  // Three rounds of three steps, or fewer where they take long; the first one is not counted.
  expect(steps.length).toBeGreaterThan(1);
  const [{ pace } = { pace: null }] = only(events, 'pace');
  expect(pace?.timed).toBe(steps.length - 1);
  expect(pace?.stepSeconds).toBeGreaterThan(pace?.forwardSeconds ?? Infinity);
  // 2 (a + P2 (1 - a)) with P2 = 2: between 2 and 4 passes.
  expect(pace?.passes).toBeGreaterThan(2);
  expect(pace?.passes).toBeLessThan(4);
  expect(pace?.memory.weights).toBe(4 * 7_042_560);
});

test('no event holds a text of the examples (promise 1)', async () => {
  const said = JSON.stringify(await told(await setup()));
  for (const [text] of TEXTS) expect(said).not.toContain(text);
});

test('it ends without a word when it is stopped', async () => {
  const stopping = new AbortController();
  const events: DryRunEvent[] = [];
  for await (const event of dryRun(await setup({ signal: stopping.signal }))) {
    events.push(event);
    if (event.type === 'zero-shot') stopping.abort();
  }
  expect(only(events, 'problem')).toEqual([]);
  expect(events.at(-1)).toEqual({ type: 'over' });
  expect(only(events, 'step')).toEqual([]);
  expect(only(events, 'pace')).toEqual([]);
});

test('a model that cannot be had is a problem with what to do', async () => {
  const missing: Manifest = { ...manifest, model: { ...manifest.model, location: '/models/none' } };
  const events = await told(await setup({ manifest: missing, files: new MapStore() }));
  expect(events.slice(-2)).toMatchObject([{ type: 'problem', problem: { code: 'file-lost' } }, { type: 'over' }]);
});

test('steps whose loss is no number say that the settings diverge', async () => {
  const learningRate = { from: 1e3, to: 1e3, rounds: 1 };
  const wild = parseManifest({ ...manifest, method: { ...manifest.method, epsilon: 1e37, learningRate } });
  const events = await told(await setup({ manifest: wild }));
  expect(events.slice(-2)).toMatchObject([
    { type: 'problem', problem: { code: 'diverging-settings' } },
    { type: 'over' },
  ]);
});
