import { type ModelKit, readModelKit } from '../../model/index.ts';
import { createHash } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { conceal } from '../../data/index.ts';
import { type Manifest, parseManifest } from '../../protocol/index.ts';
import { systemClock } from '../clock.ts';
import { Control } from '../control.ts';
import type { TrainEvent } from '../events.ts';
import { LanguageLearner } from '../language-learner.ts';
import { type EnginePolicy, type TrialStore, chooseEngine, openEngine, probe } from './index.ts';
import { testManifest } from '../../../tests/support/manifest.ts';

const FOLDER = path.join(import.meta.dirname, '../../../public/models/dandelion-mini');
const NAMES = ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'model.safetensors'];
const examples = ['a fine film', 'dull and long', 'she sings well'].map((text, i) => ({
  texts: [conceal(text)],
  label: i % 2,
}));

let kit: ModelKit;
let manifest: Manifest;

beforeAll(async () => {
  const files = new Map<string, Blob>();
  for (const name of NAMES) files.set(name, await openAsBlob(path.join(FOLDER, name)));
  const model = files.get('model.safetensors')!;
  const sha256 = createHash('sha256')
    .update(new Uint8Array(await model.arrayBuffer()))
    .digest('hex');
  const base = testManifest({ split: 3 });
  const file = { name: 'model.safetensors', bytes: model.size, sha256 };
  manifest = parseManifest({ ...base, model: { ...base.model, files: [file] } });
  kit = await readModelKit(manifest, files);
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** A device with a graphics adapter which answers, and then opens no device. */
function stubAdapter(): void {
  const limits = {
    maxStorageBufferBindingSize: 2 ** 31,
    maxBufferSize: 2 ** 31,
    maxComputeWorkgroupsPerDimension: 65_535,
  };
  const requestDevice = () => Promise.reject(new TypeError('Failed to fetch'));
  const adapter = { info: {}, features: new Set(), limits, requestDevice };
  vi.stubGlobal('navigator', { gpu: { requestAdapter: () => Promise.resolve(adapter) }, userAgent: 'A browser 1.0' });
}

/** Runs the choice and closes what it opened. */
async function choose(policy: EnginePolicy, of: ModelKit = kit, control = new Control()) {
  const events: TrainEvent[] = [];
  const run = chooseEngine(policy, { kit: of, manifest, examples, clock: systemClock, signal: control.signal });
  let step = await run.next();
  for (; !step.done; step = await run.next()) events.push(step.value);
  const engines = step.value;
  const tried = events.flatMap((event) =>
    event.type === 'activity' && event.activity.name === 'probing' ? [event.activity.engine] : [],
  );
  return { engines, events, tried, last: events.at(-1) };
}

/** Trials in memory, as the vault keeps them. */
function memoryStore(): TrialStore & { readonly kept: Map<string, Parameters<TrialStore['put']>[1]> } {
  const kept = new Map<string, Parameters<TrialStore['put']>[1]>();
  return {
    kept,
    get: (name) => Promise.resolve(kept.get(JSON.stringify(name)) ?? null),
    put: (name, trials) => Promise.resolve(void kept.set(JSON.stringify(name), trials)),
  };
}

describe('the device probe', () => {
  test('measures real passes, says what it tries, and leaves the winner open with the base weights', async () => {
    const { engines, events, tried, last } = await choose({ name: 'auto', threads: 2 });
    expect(tried).toEqual(['simd']);
    const trial = events.find((event) => event.type === 'trial' && event.trial.engine === 'simd');
    expect(trial).toMatchObject({ trial: { passesPerSecond: expect.any(Number), reason: '' } });
    expect(last).toMatchObject({ type: 'engine', engine: 'simd', threads: 2 });
    expect(last).toHaveProperty(
      'reason',
      expect.stringMatching(/^Measured here: simd [\d.]+ passes a second; webgpu is not there\.$/),
    );
    const plain = await LanguageLearner.open(kit, manifest, { training: [], heldOut: [] }, new Uint8Array(8), {
      name: 'cpu',
      threads: 1,
    });
    const engine = await engines!.open();
    expect(await engine.fingerprint()).toBe(await plain.fingerprint());
    await engines!.close();
    await plain.close();
  });

  test('is not repeated where the same was measured before, unless it is asked for', async () => {
    const trials = memoryStore();
    const policy: EnginePolicy = { name: 'auto', threads: 2, trials };
    await (await choose(policy)).engines!.close();
    expect(trials.kept.size).toBe(1);
    const again = await choose(policy);
    expect(again.tried).toEqual([]);
    expect(again.last).toHaveProperty('reason', expect.stringMatching(/^Measured on an earlier visit: simd/));
    await again.engines!.close();
    const anew = await choose({ ...policy, measureAgain: true });
    expect(anew.tried).toEqual(['simd']);
    await anew.engines!.close();
    const other = await choose({ ...policy, threads: 1 });
    expect(other.tried).toEqual(['simd']);
    await other.engines!.close();
  });

  test('what a later version of the page does not know, or never measured, is no reason to go without measuring', async () => {
    const trials = memoryStore();
    const policy: EnginePolicy = { name: 'auto', threads: 2, trials };
    await (await choose(policy)).engines!.close();
    const [name] = trials.kept.keys();
    trials.kept.set(name!, [{ engine: 'quantum', passesPerSecond: 1e6, reason: '' }]);
    const { engines, tried } = await choose(policy);
    expect(tried).toEqual(['simd']);
    await engines!.close();
  });

  test('an engine that fails is a reason, not an end', async () => {
    const { signal } = new AbortController();
    const settings = { kit, precision: 32, threads: 1, manifest, examples, clock: systemClock, signal } as const;
    const run = probe({ ...settings, candidates: ['webgl', 'simd', 'webgpu'] });
    let step = await run.next();
    while (!step.done) step = await run.next();
    const { trials, engine } = step.value;
    expect(trials).toEqual([
      { engine: 'webgl', passesPerSecond: null, reason: expect.stringMatching(/^failed \(.*There is no WebGL 2/) },
      { engine: 'simd', passesPerSecond: expect.any(Number), reason: '' },
      { engine: 'webgpu', passesPerSecond: null, reason: expect.stringMatching(/^failed \(There is no graphics/) },
    ]);
    // Closed when the next one was tried.
    expect(engine).toBeNull();
  });

  test('what is not known from an earlier visit is measured alone, and no failure by chance is remembered', async () => {
    stubAdapter();
    const trials = memoryStore();
    const policy: EnginePolicy = { name: 'auto', threads: 1, trials };
    const first = await choose(policy);
    expect(first.tried).toEqual(['simd', 'webgpu']);
    await first.engines!.close();
    expect([...trials.kept.values()].map((kept) => kept.map(({ engine }) => engine))).toEqual([['simd']]);
    const second = await choose(policy);
    expect(second.tried).toEqual(['webgpu']);
    expect(second.last).toMatchObject({ type: 'engine', engine: 'simd' });
    await second.engines!.close();
  });

  test('an engine that was the fastest and does not open today is named with its reason', async () => {
    stubAdapter();
    const trials = memoryStore();
    const policy: EnginePolicy = { name: 'auto', threads: 1, trials };
    await (await choose(policy)).engines!.close();
    const [name] = trials.kept.keys();
    const known = { simd: 10, webgpu: 30 };
    trials.kept.set(
      name!,
      Object.entries(known).map(([engine, passesPerSecond]) => ({ engine, passesPerSecond, reason: '' })),
    );
    const { engines, tried, last } = await choose(policy);
    expect(tried).toEqual([]);
    expect(last).toHaveProperty(
      'reason',
      'Measured on an earlier visit: webgpu 30 passes a second; simd 10. webgpu: Failed to fetch. So simd does the work.',
    );
    await engines!.close();
  });

  test('what was measured of other batches is no measurement of these', async () => {
    const trials = memoryStore();
    const policy: EnginePolicy = { name: 'auto', threads: 1, trials };
    await (await choose(policy)).engines!.close();
    const before = manifest;
    for (const changes of [{ batch: 3 }, { split: 2 }]) {
      manifest = { ...before, method: { ...before.method, ...changes } };
      const { engines, tried } = await choose(policy).finally(() => (manifest = before));
      expect(tried).toEqual(['simd']);
      await engines!.close();
    }
  });

  test('a store that takes nothing and gives nothing is no reason to stop', async () => {
    const full = () => Promise.reject(new Error('There is no room left.'));
    const { engines, tried } = await choose({ name: 'auto', threads: 1, trials: { get: full, put: full } });
    expect(tried).toEqual(['simd']);
    await engines!.close();
    const named = await choose({ name: 'simd', threads: 1, trials: { get: full, put: full } });
    await named.engines!.close();
  });

  test('an engine is tried however long the others took to load, and one that does not close is no end', async () => {
    let loading = 0;
    class SlowBlob extends Blob {
      override stream() {
        loading += 60;
        return super.stream();
      }
    }
    const checkpoint = new SlowBlob([await kit.checkpoint.arrayBuffer()]);
    const settings = { kit: { ...kit, checkpoint }, precision: 32, threads: 1 } as const;
    const clock = { ...systemClock, now: () => systemClock.now() + loading };
    const simd = await openEngine('simd', settings);
    const prototype: typeof simd = Object.getPrototypeOf(simd);
    await simd.close();
    vi.spyOn(prototype, 'close').mockRejectedValue(new Error('It does not close.'));
    const { signal } = new AbortController();
    const run = probe({ ...settings, manifest, examples, clock, signal, candidates: ['simd', 'wasm', 'webgl'] });
    let step = await run.next();
    while (!step.done) step = await run.next();
    expect(loading).toBeGreaterThan(120);
    const { trials, lasting } = step.value;
    expect(trials.map(({ reason }) => reason)).toEqual(['', '', expect.stringContaining('There is no WebGL 2')]);
    expect(lasting).toEqual(trials);
  });

  test('stops when the volunteer leaves', async () => {
    const control = new Control();
    control.leave();
    const { engines, tried } = await choose({ name: 'auto', threads: 1 }, kit, control);
    expect(engines).toBeNull();
    expect(tried).toEqual([]);
  });
});

describe('an engine by name', () => {
  test('is taken without measuring', async () => {
    const { engines, events, last } = await choose({ name: 'wasm', threads: 1, reason: 'You chose it.' });
    expect(events).toHaveLength(1);
    expect(last).toEqual({ type: 'engine', engine: 'wasm', threads: 1, reason: 'You chose it.' });
    await engines!.close();
  });

  test('that does not run here gives way to the next, and says so; alone it is an error', async () => {
    const { engines, last } = await choose({ name: 'webgl', threads: 1, others: ['simd'] });
    expect(last).toMatchObject({ type: 'engine', engine: 'simd' });
    expect(last).toHaveProperty(
      'reason',
      expect.stringMatching(/^webgl does not run here: .*There is no WebGL 2 here\. .*So simd does the work\.$/),
    );
    await engines!.close();
    await expect(choose({ name: 'webgl', threads: 1 })).rejects.toThrow('There is no WebGL 2 here');
  });

  test('when none runs, the error names each and its reason', async () => {
    const chosen = choose({ name: 'webgl', threads: 1, others: ['webgpu'] });
    await expect(chosen).rejects.toThrow(/^No engine can run this model on this device\. webgl: .* webgpu: /);
  });

  test('a damaged checkpoint is no reason to try another engine', async () => {
    const damaged = { ...kit, checkpointHash: 'ab'.repeat(32) };
    await expect(choose({ name: 'simd', threads: 1, others: ['wasm'] }, damaged)).rejects.toMatchObject({
      name: 'ModelError',
    });
    await expect(choose({ name: 'auto', threads: 1 }, damaged)).rejects.toMatchObject({ name: 'ModelError' });
  });
});
