import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Relay, startRelay } from '../../../server/index.ts';
import { MapStore } from '../../../tests/support/map-store.ts';
import { SocketClient, someone, trainUntil } from '../../../tests/support/socket-client.ts';
import { tinyFederation } from '../../../tests/support/tiny-model.ts';
import type { PatchProgress } from './patch.ts';
import { verifyPatch, writeModel } from './verify.ts';

const ROUNDS = 5;
const never = new AbortController().signal;

let folder: string;
let relay: Relay;
let log: Blob;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'dandelion-patch-'));
  const manifests = [await tinyFederation(folder, {}, { id: 'tiny' })];
  const place = { data: path.join(folder, 'data'), folders: [folder], port: 0, host: '127.0.0.1' };
  relay = await startRelay({ manifests, logLevel: 'silent', ...place });
  const clients = await Promise.all(['a', 'b'].map((digit) => new SocketClient(relay.url, someone(digit)).opened()));
  for (const client of clients) client.hello('tiny').ready();
  await trainUntil(ROUNDS, clients);
  await Promise.all([1, 2, 3, 4, 5].map((sequence) => clients[0]!.fingerprintOf(sequence)));
  for (const client of clients) client.socket.terminate();
  log = await (await fetch(`${relay.url}/federations/tiny/export/log`)).blob();
});
afterAll(async () => {
  await relay.close();
  await rm(folder, { recursive: true, force: true });
});

function verify(patch: { readonly federation: string } | { readonly file: Blob }, tell?: (at: PatchProgress) => void) {
  return verifyPatch({ relay: relay.url, patch }, new MapStore(), never, tell ?? (() => {}));
}

test('promise 3: a patch from the relay gives, on its base model, the bits that the relay has, and the file that it exports', async () => {
  const stages = new Set<string>();
  const { found, model } = await verify({ federation: 'tiny' }, ({ stage }) => stages.add(stage));
  expect(found).toMatchObject({ entries: ROUNDS, compared: ROUNDS + 1, lastCompared: ROUNDS, relay: 'equal' });
  expect(found.patchBytes).toBe(log.size);
  expect([...stages]).toEqual(['patch', 'base', 'replay']);
  const written = await writeModel(model, never, () => {});
  const exported = await fetch(`${relay.url}/federations/tiny/export/model`);
  expect(exported.headers.get('etag')).toBe(`"${written.sha256}"`);
  expect(Buffer.from(await written.file.arrayBuffer())).toEqual(Buffer.from(await exported.arrayBuffer()));
});

test('a patch from a file does the same', async () => {
  const { found } = await verify({ file: log });
  expect(found).toMatchObject({ entries: ROUNDS, relay: 'equal' });
});

test('a patch with one bit changed is refused, wherever that bit is', async () => {
  const bytes = new Uint8Array(await log.arrayBuffer());
  // From behind the manifest on: in entries, their lengths, fingerprints, the end.
  const first = 24 + new DataView(bytes.buffer).getUint32(12);
  const places = Array.from({ length: 40 }, (_, i) => first + Math.floor((i * (bytes.length - first)) / 40));
  for (const place of places) {
    const changed = bytes.slice();
    changed[place]! ^= 1;
    await expect(verify({ file: new Blob([changed]) }), `bit of byte ${place}`).rejects.toThrow(
      /entry|chain|fingerprint|log|numbers/i,
    );
  }
});

test('a patch that is cut off is refused before a model is fetched', async () => {
  const stages: string[] = [];
  const cut = verify({ file: log.slice(0, log.size - 40) }, ({ stage }) => stages.push(stage));
  await expect(cut).rejects.toThrow('cut off');
  expect(stages).toEqual([]);
});

test('a federation that the relay has not is said in words, and a wish to stop is heard', async () => {
  await expect(verify({ federation: 'other' })).rejects.toThrow('answered 404');
  const stop = new AbortController();
  const stopped = verifyPatch({ relay: relay.url, patch: { file: log } }, new MapStore(), stop.signal, ({ stage }) => {
    if (stage === 'replay') stop.abort(new Error('stopped'));
  });
  await expect(stopped).rejects.toThrow('stopped');
});
