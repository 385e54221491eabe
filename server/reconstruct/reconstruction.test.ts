import { createHash } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { Lattice, ReferenceKernel } from '../../src/lattice/index.ts';
import { readCheckpoint, trainableBlocks } from '../../src/model/index.ts';
import {
  type Manifest,
  decodeEntry,
  parseEpoch,
  parseSequence,
  precisionOf,
  readSnapshot,
  snapshotBytes,
  splitOf,
} from '../../src/protocol/index.ts';
import { entryUpdates } from '../../src/zo/index.ts';
import { SocketClient, someone, trainUntil } from '../../tests/support/socket-client.ts';
import { tinyArchitecture, tinyFederation } from '../../tests/support/tiny-model.ts';
import { type Relay, startRelay } from '../index.ts';
import { MemoryLogStore, openSqlite } from '../log/index.ts';
import { Reconstruction } from './index.ts';

let folder: string;
let manifest: Manifest;
/** The same federation with integers of 16 bits. */
let half: Manifest;
const relays: Relay[] = [];
const afterwards: Reconstruction[] = [];
const clients: SocketClient[] = [];
const sizes = tinyArchitecture.tensors.map(({ size }) => size);

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'dandelion-reconstruct-'));
  manifest = await tinyFederation(folder);
  half = await tinyFederation(folder, {}, { id: 'half', precision: 16 });
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.socket.terminate();
  for (const relay of [...relays.splice(0), ...afterwards.splice(0)]) await relay.close();
});
afterAll(() => rm(folder, { recursive: true }));

async function start(data: string): Promise<Relay> {
  const place = { data: path.join(folder, data), folders: [folder] };
  const relay = await startRelay({
    manifests: [manifest, half],
    port: 0,
    host: '127.0.0.1',
    logLevel: 'silent',
    ...place,
  });
  relays.push(relay);
  return relay;
}

async function connect(relay: Relay, digit: string, federation = 'tiny'): Promise<SocketClient> {
  const client = await new SocketClient(relay.url, someone(digit)).opened();
  clients.push(client);
  return client.hello(federation);
}

/** Two clients close `rounds` rounds. @returns one of them */
async function train(relay: Relay, rounds: number, federation = 'tiny'): Promise<SocketClient> {
  const pair = [await connect(relay, 'a', federation), await connect(relay, 'b', federation)];
  for (const client of pair) client.ready();
  await trainUntil(rounds, pair);
  return pair[0]!;
}

/** The federation's state in the reference kernel, from the base weights and entries. */
async function replay(entries: readonly Uint8Array[], of = manifest): Promise<Lattice> {
  const lattice = new Lattice(sizes, new ReferenceKernel(), precisionOf(of));
  const file = Readable.from([await readFile(path.join(folder, 'models/tiny/model.safetensors'))]);
  for await (const { index, readInto } of readCheckpoint(file, tinyArchitecture)) {
    await readInto(lattice.staging(index));
    lattice.quantise(index);
  }
  const blocks = trainableBlocks(tinyArchitecture, splitOf(of));
  // All at once, while the relay takes one after another: promise 3 says that this is the same.
  lattice.apply(entries.flatMap((bytes) => entryUpdates(decodeEntry(bytes), of, blocks)));
  return lattice;
}

async function describeFederation(relay: Relay, federation = 'tiny') {
  return (await fetch(`${relay.url}/federations/${federation}`)).json();
}

test('promise 3: [X1] the relay publishes the fingerprint that the oracle computes, for every state', async () => {
  const relay = await start('fingerprints');
  const early = await connect(relay, 'c');
  expect(await early.fingerprintOf(0)).toBe((await replay([])).fingerprint());
  await train(relay, 3);
  for (const sequence of [1, 2, 3]) {
    const published = await early.fingerprintOf(sequence);
    const entries = early.all('entry').slice(0, sequence);
    expect(published).toBe((await replay(entries.map(({ bytes }) => bytes))).fingerprint());
  }
});

test('promise 3: [S1] [S3] a snapshot is the state that its log gives, and is served with its hash', async () => {
  const relay = await start('snapshots');
  const client = await train(relay, 5);
  await client.fingerprintOf(5);
  const { snapshot, entryBytes, epoch } = await describeFederation(relay);
  expect(snapshot).toMatchObject({ sequence: 4, url: '/federations/tiny/snapshots/4' });
  expect(entryBytes.sinceSnapshot).toBe(client.all('entry')[4]!.bytes.length);

  const response = await fetch(relay.url + snapshot.url);
  const bytes = Buffer.from(await response.arrayBuffer());
  expect(response.headers.get('etag')).toBe(`"${snapshot.sha256}"`);
  expect(bytes.length).toBe(snapshot.bytes);
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(snapshot.sha256);
  const part = await fetch(relay.url + snapshot.url, { headers: { range: 'bytes=8-11' } });
  expect(Buffer.from(await part.arrayBuffer())).toEqual(Buffer.from([0, 0, 0, 1]));

  const lattice = new Lattice(sizes, new ReferenceKernel());
  const { place, tensors } = await readSnapshot(Readable.from([bytes]), snapshot.sha256, sizes);
  for await (const { index, integers, shift } of tensors) lattice.restore(index, integers, shift);
  expect(place).toMatchObject({ epoch, sequence: 4, fingerprint: snapshot.fingerprint });
  expect(lattice.fingerprint()).toBe(snapshot.fingerprint);
  const entries = client.all('entry').map((message) => message.bytes);
  expect((await replay(entries.slice(0, 4))).fingerprint()).toBe(snapshot.fingerprint);
});

test('promise 3: [S1] [S3] [S5] a federation of 16 bits: fingerprints, a snapshot of half the size, and a restart from it', async () => {
  const first = await start('half');
  const client = await train(first, 5, 'half');
  const entries = () => client.all('entry').map((message) => message.bytes);
  const fingerprint = await client.fingerprintOf(5);
  expect(fingerprint).toBe((await replay(entries(), half)).fingerprint());
  expect(fingerprint).not.toBe((await replay(entries())).fingerprint());

  const { snapshot } = await describeFederation(first, 'half');
  const bytes = Buffer.from(await (await fetch(first.url + snapshot.url)).arrayBuffer());
  expect(bytes.length).toBe(snapshotBytes(sizes, 16));
  const lattice = new Lattice(sizes, new ReferenceKernel(), 16);
  const { tensors } = await readSnapshot(Readable.from([bytes]), snapshot.sha256, sizes, 16);
  for await (const { index, integers, shift } of tensors) lattice.restore(index, integers, shift);
  expect(lattice.fingerprint()).toBe(snapshot.fingerprint);
  expect((await replay(entries().slice(0, 4), half)).fingerprint()).toBe(snapshot.fingerprint);

  await first.close();
  const second = await start('half');
  const late = await train(second, 7, 'half');
  // From snapshot 4, not from the base weights: fingerprints of older states are not computed again.
  expect((await late.nth('fingerprint')).sequence).toBeGreaterThanOrEqual(4);
  const all = late.all('entry').map((message) => message.bytes);
  expect(await late.fingerprintOf(7)).toBe((await replay(all, half)).fingerprint());
  expect(await (await fetch(`${second.url}/healthz`)).json()).toEqual({ ok: true, fault: null });
});

test('[S4] the two newest snapshots are kept, in files and in addresses', async () => {
  const relay = await start('retention');
  const client = await train(relay, 7);
  await client.fingerprintOf(7);
  const { epoch } = await describeFederation(relay);
  const files = await readdir(path.join(folder, 'retention/snapshots/tiny', epoch));
  expect(files.toSorted()).toEqual(['4.snapshot', '6.snapshot']);
  const answers = [2, 4, 6].map(async (n) => (await fetch(`${relay.url}/federations/tiny/snapshots/${n}`)).status);
  expect(await Promise.all(answers)).toEqual([404, 200, 200]);
});

test('[S5] a restarted relay goes on from its newest snapshot, and passes a damaged one over', async () => {
  const first = await start('restart');
  const client = await train(first, 5);
  const fingerprint = await client.fingerprintOf(5);
  const { epoch } = await describeFederation(first);
  await first.close();

  const damaged = path.join(folder, 'restart/snapshots/tiny', epoch, '4.snapshot');
  const bytes = await readFile(damaged);
  bytes[bytes.length - 1]! ^= 1;
  await writeFile(damaged, bytes);
  const second = await start('restart');
  const late = await train(second, 7);
  await late.fingerprintOf(7);
  expect((await late.nth('fingerprint')).sequence).toBeGreaterThanOrEqual(5);
  expect(late.all('fingerprint').find(({ sequence }) => sequence === 5)?.fingerprint ?? fingerprint).toBe(fingerprint);
  const entries = late.all('entry').map((message) => message.bytes);
  expect(await late.fingerprintOf(7)).toBe((await replay(entries)).fingerprint());
  expect(await (await fetch(`${second.url}/healthz`)).json()).toEqual({ ok: true, fault: null });
});

test('[X3] a reconstruction that contradicts what was published stops, and rounds go on', async () => {
  const first = await start('contradiction');
  const client = await train(first, 1);
  await client.fingerprintOf(1);
  await first.close();

  const store = await openSqlite(path.join(folder, 'contradiction/relay.sqlite'));
  const log = await store.open(manifest, () => {
    throw new Error('The log is there already.');
  });
  await log.commit([{ type: 'fingerprint', sequence: parseSequence(1), fingerprint: 'f'.repeat(32) }]);
  await store.close();

  const second = await start('contradiction');
  const late = await train(second, 3);
  expect(late.all('entry')).toHaveLength(3);
  expect(await fault(second)).toBe('the reconstruction of tiny stopped');
  expect(late.all('fingerprint').filter(({ sequence }) => sequence > 1)).toEqual([]);
});

test('[X3] base weights that are not those of the manifest are not published', async () => {
  const model = path.join(folder, 'models/tiny/model.safetensors');
  const bytes = await readFile(model);
  await writeFile(model, bytes.with(bytes.length - 1, bytes.at(-1)! ^ 1));
  try {
    const relay = await start('tampered');
    // Both federations have that model; either may be the first to find out.
    expect(await fault(relay)).toMatch(/^the reconstruction of (tiny|half) stopped$/);
    expect((await describeFederation(relay)).fingerprint).toBeNull();
  } finally {
    await writeFile(model, bytes);
  }
});

/** What the relay says is wrong with it, as soon as something is. */
async function fault(relay: Relay): Promise<string> {
  for (;;) {
    const health = await (await fetch(`${relay.url}/healthz`)).json();
    if (!health.ok) return health.fault;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test('[N6] a log that cannot be reached for a while stops nothing where it may come back, and is a fault where not', async () => {
  const epoch = parseEpoch('00112233445566ff');
  const log = await new MemoryLogStore().open(manifest, () => epoch);
  const { head } = await log.state();
  for (const mayBeAway of [true, false]) {
    let asked = 0;
    const away = new Proxy(log, {
      get: (target, name) =>
        name === 'fingerprint' && asked++ === 0
          ? () => Promise.reject(new Error('away'))
          : Reflect.get(target, name).bind(target),
    });
    const outcome = new Promise<string>((resolve) => {
      const source = {
        ...{ head, log: away, mayBeAway, isCoordinator: false },
        onEntry: () => {},
        publish: (sequence: number) => resolve(`published ${sequence}`),
        store: () => Promise.resolve(),
      };
      const task = {
        ...{ manifest, epoch, model: pathToFileURL(`${path.join(folder, 'models/tiny')}/`).href },
        snapshots: { type: 'directory', path: path.join(folder, 'away') } as const,
        exports: path.join(folder, 'away-exports'),
      };
      const failed = (error: unknown): void => resolve(String(error));
      void Reconstruction.start(source, task, { warned: () => {}, failed }).then((started) => afterwards.push(started));
    });
    expect(await outcome).toBe(mayBeAway ? 'published 0' : 'Error: away');
  }
});
