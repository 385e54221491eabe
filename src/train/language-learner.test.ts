import { createHash } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testManifest } from '../../tests/support/manifest.ts';
import { type Example, conceal } from '../data/index.ts';
import { DeviceLostError, DeviceRefusalError, createEngine } from '../engine/index.ts';
import { type Update, negate } from '../lattice/index.ts';
import { type ModelKit, readCheckpoint, readModelKit } from '../model/index.ts';
import { manifestHash, parseEpoch, parseSequence, scalarsPerStep, snapshotChunks } from '../protocol/index.ts';
import { type ZeroOrderMethod, createMethod, updates } from '../zo/index.ts';
import { systemClock } from './clock.ts';
import { EngineSupply, openEngine } from './engines/index.ts';
import { LanguageLearner } from './language-learner.ts';

const FOLDER = path.join(import.meta.dirname, '../../public/models/dandelion-mini');
const NAMES = ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'model.safetensors'];

const example = (text: string, label: number): Example => ({ texts: [conceal(text)], label });
const data = {
  training: ['a fine film', 'dull and long', 'she sings well', 'a waste of time', 'warm, funny, true'].map((text, i) =>
    example(text, (i + 1) % 2),
  ),
  heldOut: [example('great fun', 1), example('terrible acting', 0)],
};
const step = [1, 2] as const;

let kit: ModelKit;
let learner: LanguageLearner;
let method: ZeroOrderMethod;
let manifest = testManifest({ split: 3 });

beforeAll(async () => {
  const files = new Map<string, Blob>();
  for (const name of NAMES) files.set(name, await openAsBlob(path.join(FOLDER, name)));
  const sha256 = createHash('sha256')
    .update(new Uint8Array(await files.get('model.safetensors')!.arrayBuffer()))
    .digest('hex');
  const model = { ...manifest.model, files: [{ name: 'model.safetensors', bytes: 1, sha256 }] };
  manifest = { ...manifest, model };
  method = createMethod(manifest);
  kit = await readModelKit(manifest, files);
  learner = await LanguageLearner.open(kit, manifest, data, Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8), {
    name: 'wasm',
    threads: 1,
  });
}, 60_000);

afterAll(() => learner.close());

describe('LanguageLearner', () => {
  test('a step repeats itself to the bit, and another step has another batch and other scalars', async () => {
    const first = await learner.measure(3, 1, step, method);
    const again = await learner.measure(3, 1, step, method);
    const other = await learner.measure(3, 2, step, method);
    expect(again.scalars).toEqual(first.scalars);
    expect(other.scalars).not.toEqual(first.scalars);
    expect(first.scalars).toHaveLength(scalarsPerStep(manifest.method));
    expect(first.forwardSeconds).toBeGreaterThan(0);
    // Block 1 has a share of a pass: between none of it and all.
    const ends = [method.forwards(0), method.forwards(1)];
    expect(first.passes).toBeGreaterThan(Math.min(...ends));
    expect(first.passes).toBeLessThan(Math.max(...ends));
    expect(first.tokens / first.passes).toBeGreaterThanOrEqual(manifest.method.batch);
    expect(first.tokens / first.passes).toBeLessThanOrEqual(manifest.method.batch * learner.counts.longest);
  });

  test('a manifest with longer rows than the model reads is refused before anything is trained', async () => {
    const files = new Map<string, Blob>();
    for (const name of NAMES) files.set(name, await openAsBlob(path.join(FOLDER, name)));
    const task = { ...manifest.task, maxTokens: 513 };
    await expect(readModelKit({ ...manifest, task }, files)).rejects.toThrow('rows of 513 tokens');
  });

  test('what waits in the event loop has its turn while a step is measured', async () => {
    let turns = 0;
    const count = setInterval(() => turns++, 0);
    await learner.measure(3, 1, step, method);
    clearInterval(count);
    expect(turns).toBeGreaterThan(1);
  });

  test('measuring, evaluating and asking leave the weights as they are', async () => {
    const before = await learner.fingerprint();
    await learner.measure(1, 0, step, method);
    expect((await learner.evaluate(new AbortController().signal))?.count).toBe(2);
    await learner.ask(['any text at all']);
    expect(await learner.fingerprint()).toBe(before);
  });

  test('the base model answers as before, whatever the current weights have become', async () => {
    const text = 'the service was slow and the food cold';
    const before = await learner.ask([text]);
    expect(before.current).toEqual(before.base.map((share) => expect.closeTo(share, 4)));
    const made = updates(method, method.coefficients(Float32Array.of(40, -30)), step, learner.blocks, 1e-2);
    await learner.apply(made);
    const after = await learner.ask([text]);
    expect(after.base).toEqual(before.base);
    expect(after.current).not.toEqual(before.current);
    await learner.apply(made.map(negate));
    expect(await learner.ask([text])).toEqual(before);
  });

  test('a snapshot is taken in whole; a damaged one leaves the base weights and an error', async () => {
    const base = await learner.fingerprint();
    const made = updates(method, method.coefficients(Float32Array.of(5, 6)), step, learner.blocks, 1e-2);
    await learner.apply(made);
    const moved = await learner.fingerprint();
    const chunks = await takeSnapshot(made, moved);
    await learner.reload();
    expect(await learner.fingerprint()).toBe(base);
    const place = await learner.restore(source(chunks));
    expect(await learner.fingerprint()).toBe(moved);
    expect(place.sequence).toBe(7);

    const damaged = chunks.map((chunk) => chunk.slice());
    damaged.at(-1)![3]! ^= 1;
    await expect(learner.restore({ ...source(damaged), sha256: source(chunks).sha256 })).rejects.toThrow('SHA-256');
    expect(await learner.fingerprint()).toBe(base);
  });
});

describe('a learner whose engine fails', () => {
  const seed = new Uint8Array(8);
  const nothing = { training: [], heldOut: [] };

  /** A supply whose open engine meets `loss` at its next fingerprint. */
  async function failing(loss: DeviceLostError): Promise<EngineSupply> {
    const settings = { kit, precision: 32, threads: 1 } as const;
    const engine = await openEngine('wasm', settings);
    engine.fingerprint = () => Promise.reject(loss);
    return new EngineSupply(settings, ['wasm', 'simd'], systemClock, engine);
  }

  test.each([
    { what: 'is lost', loss: new DeviceLostError('test', 'lost'), next: 'wasm' },
    { what: 'refuses', loss: new DeviceRefusalError(new RangeError('no memory')), next: 'simd' },
  ])('goes on with $next when its device $what, and lets go of the old one before', async ({ loss, next }) => {
    const engines = await failing(loss);
    const fragile = await LanguageLearner.on(engines, kit, manifest, nothing, seed);
    const replace = engines.replace.bind(engines);
    engines.replace = (lost) => {
      expect(() => fragile.memory()).toThrow(loss);
      return replace(lost);
    };
    await expect(fragile.fingerprint()).rejects.toBe(loss);
    expect((await fragile.recover()).engine).toBe(next);
    expect(await fragile.fingerprint()).toBe(await learner.fingerprint());
    await fragile.close();
  });

  test('says what was refused where there is no other engine', async () => {
    const cause = new RangeError('no memory');
    const settings = { kit, precision: 32, threads: 1 } as const;
    const engines = new EngineSupply(settings, ['wasm'], systemClock);
    await engines.open();
    await expect(engines.replace(new DeviceRefusalError(cause))).rejects.toBe(cause);
  });

  test('closes the engine when its own data cannot be read', async () => {
    const engines = new EngineSupply({ kit, precision: 32, threads: 1 }, ['simd'], systemClock);
    const engine = await engines.open();
    const encode = () => {
      throw new Error('not a text');
    };
    const broken = { ...kit, prompt: Object.assign(Object.create(kit.prompt), { encode }) };
    await expect(LanguageLearner.on(engines, broken, manifest, data, seed)).rejects.toThrow('not a text');
    await expect(engine.fingerprint()).rejects.toThrow('closed');
  });
});

/** What a relay would publish: the same updates on an engine of its own, as a snapshot's bytes. */
async function takeSnapshot(made: readonly Update[], fingerprint: string): Promise<Uint8Array[]> {
  const engine = await createEngine('wasm', kit.architecture);
  await engine.load(readCheckpoint(kit.checkpoint.stream(), kit.architecture));
  await engine.apply(made);
  const sizes = kit.architecture.tensors.map(({ size }) => size);
  const integers: Int32Array[] = [];
  for (let index = 0; index < sizes.length; index++) integers.push(await engine.integers(index));
  const shifts = await engine.shifts();
  await engine.close();
  const hash = manifestHash(manifest);
  const place = {
    manifestHash: hash,
    epoch: parseEpoch('ab'.repeat(8)),
    sequence: parseSequence(7),
    chain: hash,
    fingerprint,
  };
  return [...snapshotChunks(place, shifts, sizes, (index) => integers[index]!)].map((chunk) => chunk.slice());
}

function source(chunks: readonly Uint8Array[]) {
  const bytes = Buffer.concat(chunks);
  return {
    sequence: 7,
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    stream: (async function* () {
      yield* chunks;
    })(),
  };
}
