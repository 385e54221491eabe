import { createHash } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testManifest } from '../../tests/support/manifest.ts';
import { Lattice, WasmKernel } from '../lattice/index.ts';
import { type ModelKit, checkpointBytes, readCheckpoint, readModelKit, writeCheckpoint } from '../model/index.ts';
import {
  type Manifest,
  encodeEntry,
  entryHash,
  manifestHash,
  parseEpoch,
  parseParticipantId,
  parseSequence,
  scalarCount,
} from '../protocol/index.ts';
import { createMethod, entryUpdates, updates } from '../zo/index.ts';
import { exportModel } from './export.ts';
import { LanguageLearner } from './language-learner.ts';
import { Replica } from './replica.ts';

const FOLDER = path.join(import.meta.dirname, '../../public/models/dandelion-mini');
const epoch = parseEpoch('0123456789abcdef');
const never = new AbortController().signal;

let manifest: Manifest;
let kit: ModelKit;
let learner: LanguageLearner;
let replica: Replica;

beforeAll(async () => {
  const files = new Map<string, Blob>();
  for (const name of ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'model.safetensors']) {
    files.set(name, await openAsBlob(path.join(FOLDER, name)));
  }
  const weights = new Uint8Array(await files.get('model.safetensors')!.arrayBuffer());
  const sha256 = createHash('sha256').update(weights).digest('hex');
  const base = testManifest({ split: 3 });
  manifest = {
    ...base,
    model: { ...base.model, files: [{ name: 'model.safetensors', bytes: weights.length, sha256 }] },
  };
  kit = await readModelKit(manifest, files);
  const nothing = { training: [], heldOut: [] };
  learner = await LanguageLearner.open(kit, manifest, nothing, new Uint8Array(8), { name: 'simd', threads: 1 });
  replica = await Replica.base(learner, manifest);
});
afterAll(() => learner.close());

/** The next entry of a log of one participant, and what it does. */
function nextEntry() {
  const { sequence, chain: previous } = replica.position;
  const scalars = Float32Array.from({ length: scalarCount(manifest) }, (_, i) => Math.sin(i + sequence));
  const parts = [{ participant: parseParticipantId('a'.repeat(32)), examples: 5, scalars }];
  const entry = { kind: 'private', sequence: parseSequence(sequence + 1), previous, parts, late: [] } as const;
  return { bytes: encodeEntry(entry), done: entryUpdates(entry, manifest, learner.blocks) };
}

/** Updates of a local step, as the training makes them. */
function localStep(number: number) {
  const method = createMethod(manifest);
  const coefficients = method.coefficients(Float32Array.of(3, -2));
  return updates(method, coefficients, [7, number], learner.blocks, 0.01);
}

/** The file that a lattice gives which never trained: the base and these entries. */
async function oracle(entries: readonly ReturnType<typeof nextEntry>[]): Promise<Buffer> {
  const { architecture, checkpoint } = kit;
  const lattice = new Lattice(
    architecture.tensors.map(({ size }) => size),
    await WasmKernel.create(),
  );
  for await (const { index, readInto } of readCheckpoint(checkpoint.stream(), architecture)) {
    await readInto(lattice.staging(index));
    lattice.quantise(index);
  }
  for (const { done } of entries) lattice.apply(done);
  const weights = (index: number) => ({ integers: lattice.integers(index), shift: lattice.shifts[index]! });
  const chunks: Uint8Array[] = [];
  for await (const chunk of writeCheckpoint(architecture, weights)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const bytesOf = async (file: Blob) => Buffer.from(await file.arrayBuffer());

test('promise 2: in the middle of a round the file is the last state of the log, and the local steps stay', async () => {
  const first = nextEntry();
  await replica.follow(epoch, [first.bytes]);
  const { fingerprint } = replica.position;
  await replica.step(localStep(1));
  await replica.step(localStep(2));
  const trained = await learner.fingerprint();
  expect(trained).not.toBe(fingerprint);
  const told: number[] = [];
  const model = await exportModel({ learner, replica }, never, (done, total) => {
    expect(total).toBe(checkpointBytes(kit.architecture));
    told.push(done);
  });
  expect(model).toMatchObject({ sequence: 1, fingerprint });
  expect((await bytesOf(model.file)).equals(await oracle([first]))).toBe(true);
  expect(told.length).toBeGreaterThan(1);
  expect(told).toEqual(told.toSorted((a, b) => a - b));
  expect(await learner.fingerprint()).toBe(trained);
  await replica.undo();
  expect(await learner.fingerprint()).toBe(fingerprint);
});

test('while steps and entries come, the file is of one state, whole', async () => {
  const from = replica.position.sequence;
  await replica.step(localStep(3));
  const entry = nextEntry();
  const [before, , after] = await Promise.all([
    exportModel({ learner, replica }, never, () => {}),
    replica.follow(epoch, [entry.bytes]),
    exportModel({ learner, replica }, never, () => {}),
  ]);
  expect([before, after].map(({ sequence }) => [from, from + 1].includes(sequence))).toEqual([true, true]);
  expect(after).toMatchObject({ sequence: from + 1, fingerprint: replica.position.fingerprint });
  expect(await learner.fingerprint()).toBe(replica.position.fingerprint);
  expect(entryHash(entry.bytes)).toBe(replica.position.chain);
  expect(manifestHash(manifest)).not.toBe(replica.position.chain);
});

test('stopped, it ends with the reason, and the weights are as they were', async () => {
  await replica.step(localStep(4));
  const trained = await learner.fingerprint();
  const stopping = new AbortController();
  const stopped = exportModel({ learner, replica }, stopping.signal, () => stopping.abort(new Error('Enough.')));
  await expect(stopped).rejects.toThrow('Enough.');
  expect(await learner.fingerprint()).toBe(trained);
});
