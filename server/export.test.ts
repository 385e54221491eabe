import { createHash } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { Lattice, ReferenceKernel } from '../src/lattice/index.ts';
import { readCheckpoint, trainableBlocks } from '../src/model/index.ts';
import {
  type LogRecord,
  type Manifest,
  decodeEntry,
  manifestHash,
  readLogFile,
  splitOf,
} from '../src/protocol/index.ts';
import { entryUpdates } from '../src/zo/index.ts';
import { SocketClient, someone, trainUntil } from '../tests/support/socket-client.ts';
import { tinyArchitecture, tinyFederation } from '../tests/support/tiny-model.ts';
import { type Relay, type RelayOptions, startRelay } from './index.ts';

let folder: string;
let manifest: Manifest;
const relays: Relay[] = [];
const clients: SocketClient[] = [];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'dandelion-export-'));
  manifest = await tinyFederation(folder);
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.socket.terminate();
  for (const relay of relays.splice(0)) await relay.close();
});
afterAll(() => rm(folder, { recursive: true }));

async function start(data: string, options: Partial<RelayOptions> = {}): Promise<Relay> {
  const place = { data: path.join(folder, data), folders: [folder], host: '127.0.0.1', port: 0 };
  const relay = await startRelay({ manifests: [manifest], logLevel: 'silent', ...place, ...options });
  relays.push(relay);
  return relay;
}

/** Two clients close rounds up to number `last`, and the relay has rebuilt its state. @returns one of them */
async function train(relay: Relay, last: number): Promise<SocketClient> {
  if (clients.length === 0) {
    for (const digit of ['a', 'b']) {
      clients.push((await new SocketClient(relay.url, someone(digit)).opened()).hello('tiny').ready());
    }
  }
  await trainUntil(last, clients);
  const [first] = clients;
  await first!.fingerprintOf(last);
  return first!;
}

async function readExport(relay: Relay) {
  const response = await fetch(`${relay.url}/federations/tiny/export/log`);
  const bytes = Buffer.from(await response.arrayBuffer());
  const { records, ...head } = await readLogFile(Readable.from([bytes]));
  const found: LogRecord[] = [];
  for await (const record of records) found.push(record);
  return { ...head, found, headers: response.headers };
}

test('[W6] the log is exported as one file with its entries and every fingerprint that was published', async () => {
  const relay = await start('log');
  expect((await readExport(relay)).found.filter(({ type }) => type === 'entry')).toEqual([]);
  const client = await train(relay, 4);
  const { found, headers, ...head } = await readExport(relay);
  expect(head).toEqual({ manifest, manifestHash: manifestHash(manifest), epoch: (await client.nth('welcome')).epoch });
  const entries = found.flatMap((record) => (record.type === 'entry' ? [Buffer.from(record.bytes)] : []));
  expect(entries).toEqual(client.all('entry').map(({ bytes }) => Buffer.from(bytes)));
  const fingerprints = found.flatMap((record) => (record.type === 'fingerprint' ? [record] : []));
  expect(fingerprints.map(({ sequence }) => sequence)).toEqual([0, 1, 2, 3, 4]);
  for (const { sequence, fingerprint } of fingerprints.slice(1)) {
    expect(fingerprint).toBe(await client.fingerprintOf(sequence));
  }
  expect(headers.get('content-disposition')).toBe('attachment; filename="tiny-4.dandelion-log"');
  expect(headers.get('cache-control')).toBe('no-store');
});

test('[W7] the newest model is exported as the safetensors file of what the log gives, one at a time', async () => {
  const relay = await start('model', { exportEvery: 0 });
  const client = await train(relay, 2);
  const address = `${relay.url}/federations/tiny/export/model`;
  // All at once: the file is written for the first, and the others wait for it.
  const answers = await Promise.all([1, 2, 3].map(() => fetch(address)));
  const [bytes, ...copies] = await Promise.all(answers.map(async (answer) => Buffer.from(await answer.arrayBuffer())));
  for (const copy of copies) expect(copy.equals(bytes!)).toBe(true);
  const { headers } = answers[0]!;
  expect(headers.get('content-disposition')).toBe('attachment; filename="tiny-2.safetensors"');
  expect(headers.get('etag')).toBe(`"${createHash('sha256').update(bytes!).digest('hex')}"`);
  const part = await fetch(address, { headers: { range: 'bytes=8-23' } });
  expect(Buffer.from(await part.arrayBuffer())).toEqual(bytes!.subarray(8, 24));

  const oracle = new Lattice(
    tinyArchitecture.tensors.map(({ size }) => size),
    new ReferenceKernel(),
  );
  const base = Readable.from([await readFile(path.join(folder, 'models/tiny/model.safetensors'))]);
  for await (const { index, readInto } of readCheckpoint(base, tinyArchitecture)) {
    await readInto(oracle.staging(index));
    oracle.quantise(index);
  }
  const blocks = trainableBlocks(tinyArchitecture, splitOf(manifest));
  oracle.apply(
    client
      .all('entry')
      .slice(0, 2)
      .flatMap((entry) => entryUpdates(decodeEntry(entry.bytes), manifest, blocks)),
  );
  for await (const { index, readInto } of readCheckpoint(Readable.from([bytes!]), tinyArchitecture)) {
    const weights = new Float32Array(tinyArchitecture.tensors[index]!.size);
    await readInto(weights);
    const unit = 2 ** -oracle.shifts[index]!;
    expect([...weights]).toEqual(Array.from(oracle.integers(index), (n) => Math.fround(n * unit)));
  }

  await train(relay, 3);
  const next = await fetch(address);
  expect(next.headers.get('content-disposition')).toContain('tiny-3.safetensors');
  expect(Buffer.from(await next.arrayBuffer()).equals(bytes!)).toBe(false);
  const { epoch } = await client.nth('welcome');
  const files = () => readdir(path.join(folder, 'model/exports/tiny', epoch));
  expect(await files()).toEqual(['2.safetensors', '3.safetensors']);
  await train(relay, 4);
  expect((await fetch(address)).headers.get('content-disposition')).toContain('tiny-4.safetensors');
  expect(await files()).toEqual(['3.safetensors', '4.safetensors']);
});

test('[W7] within a minute of the last file that one is given, and HEAD never has one written', async () => {
  const relay = await start('seldom');
  const client = await train(relay, 1);
  const { epoch } = await client.nth('welcome');
  const address = `${relay.url}/federations/tiny/export/model`;
  const files = () => readdir(path.join(folder, 'seldom/exports/tiny', epoch));
  const before = await fetch(address, { method: 'HEAD' });
  expect(before.status).toBe(200);
  expect([before.headers.get('etag'), before.headers.get('content-length')]).toEqual([null, null]);
  expect(await files()).toEqual([]);
  const first = await fetch(address);
  const bytes = Buffer.from(await first.arrayBuffer());
  await train(relay, 2);
  const again = await fetch(address);
  expect(again.headers.get('content-disposition')).toContain('tiny-1.safetensors');
  expect(Buffer.from(await again.arrayBuffer()).equals(bytes)).toBe(true);
  const head = await fetch(address, { method: 'HEAD' });
  for (const name of ['etag', 'content-length', 'content-disposition']) {
    expect(head.headers.get(name)).toBe(first.headers.get(name));
  }
  expect(await files()).toEqual(['1.safetensors']);
});

test('[W7] a relay that does not rebuild, or has stopped, says so and what to do instead', async () => {
  const off = await start('off', { reconstruct: false });
  const answer = await fetch(`${off.url}/federations/tiny/export/model`);
  expect(answer.status).toBe(503);
  expect(await answer.text()).toBe('This relay does not rebuild models. Rebuild it from the log: npm run replay.');
  expect((await readExport(off)).found).toEqual([]);
  for (const what of ['log', 'model']) {
    expect((await fetch(`${off.url}/federations/none/export/${what}`)).status).toBe(404);
  }
  const model = path.join(folder, 'models/tiny/model.safetensors');
  const bytes = await readFile(model);
  await writeFile(model, bytes.with(bytes.length - 1, bytes.at(-1)! ^ 1));
  try {
    const stopped = await start('stopped');
    const refused = async (): Promise<string> => {
      const response = await fetch(`${stopped.url}/federations/tiny/export/model`);
      expect(response.status).toBe(503);
      return response.text();
    };
    // Loading at first, until the weights turn out to be others.
    await expect.poll(refused, { timeout: 30_000 }).toContain('has stopped. Rebuild it from the log');
  } finally {
    await writeFile(model, bytes);
  }
});
