import { readModelKit } from '../../src/model/index.ts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { sentiment } from '../../server/federations/index.ts';
import { type Relay, startRelay } from '../../server/index.ts';
import { conceal } from '../../src/data/index.ts';
import { type Manifest, parseFederationId, snapshotBytes } from '../../src/protocol/index.ts';
import { WebSocketTransport, fetchFederation } from '../../src/relay/index.ts';
import {
  Control,
  LanguageLearner,
  MemoryJournal,
  Replica,
  type TrainEvent,
  join,
  systemClock,
} from '../../src/train/index.ts';
import { MapStore } from '../support/map-store.ts';
import { testIdentity } from '../support/identity.ts';

const ROUNDS = 4;
const texts = ['a fine film', 'dull and long', 'she sings well', 'a waste of time'];
const examples = texts.map((text, i) => ({ texts: [conceal(text)], label: (i + 1) % 2 }));
const files = new MapStore();

let data: string;
let manifest: Manifest;
let relay: Relay;

beforeAll(async () => {
  data = await mkdtemp(path.join(tmpdir(), 'dandelion-half-'));
  const { method, round, ...rest } = await sentiment({ quorum: 2, precision: 16 });
  manifest = { ...rest, method: { ...method, localSteps: 2, batch: 4 }, round: { ...round, snapshotEvery: ROUNDS } };
  relay = await startRelay({ manifests: [manifest], data, port: 0, host: '127.0.0.1', logLevel: 'silent' });
});

afterAll(async () => {
  await relay.close();
  await rm(data, { recursive: true, force: true });
});

interface Visit {
  readonly fingerprints: Map<number, string>;
  readonly verified: Map<number, string>;
  readonly problems: string[];
  weightBytes: number;
}

/** A volunteer from joining until the relay has confirmed its copy after the last round. */
async function visit(digit: string): Promise<Visit> {
  const control = new Control();
  const result: Visit = { fingerprints: new Map(), verified: new Map(), problems: [], weightBytes: 0 };
  const take = (event: TrainEvent): void => {
    if (event.type === 'entry') result.fingerprints.set(event.sequence, event.fingerprint);
    if (event.type === 'memory') result.weightBytes = event.weights;
    if (event.type === 'problem') result.problems.push(event.problem.message);
    if (event.type !== 'verified') return;
    expect(event.equal).toBe(true);
    result.verified.set(event.sequence, event.fingerprint);
    if (event.sequence >= ROUNDS) control.leave();
  };
  const events = join({
    relay: relay.url,
    federation: parseFederationId(manifest.id),
    data: () => Promise.resolve({ training: examples, heldOut: examples }),
    engine: { name: 'wasm', threads: 1 },
    files,
    journal: new MemoryJournal(await testIdentity(digit)),
    transport: new WebSocketTransport(relay.url, (url, protocol) => new WebSocket(url, protocol)),
    control,
    clock: systemClock,
    random: Math.random,
    evaluateEvery: 1_000_000,
  });
  for await (const event of events) take(event);
  return result;
}

test('promise 3: a federation of 16 bits holds the same bits at two volunteers and the relay each round, and in its snapshot', async () => {
  const visits = await Promise.all([visit('a'), visit('b')]);
  const [one, other] = visits;
  for (const { problems, fingerprints, verified } of visits) {
    expect(problems).toEqual([]);
    // Rounds may have gone on while the other volunteer heard of the last one.
    expect([...fingerprints.keys()].slice(0, ROUNDS)).toEqual([1, 2, 3, 4]);
    expect(verified.size).toBeGreaterThan(0);
  }
  for (let sequence = 1; sequence <= ROUNDS; sequence++) {
    expect(one.fingerprints.get(sequence)).toBe(other.fingerprints.get(sequence));
  }

  const offer = async () => (await fetchFederation(relay.url, manifest.id)).snapshot;
  // It is written after its fingerprint is published.
  await expect.poll(offer, { timeout: 10_000 }).not.toBeNull();
  const snapshot = await offer();
  expect(snapshot!.fingerprint).toBe(one.fingerprints.get(ROUNDS));
  const held = await Promise.all(
    manifest.model.files.map(async ({ name, sha256 }) => [name, (await files.file(sha256))!] as const),
  );
  const kit = await readModelKit(manifest, new Map(held));
  const sizes = kit.architecture.tensors.map(({ size }) => size);
  expect(snapshot!.bytes).toBe(snapshotBytes(sizes, 16));
  expect(one.weightBytes).toBe(2 * sizes.reduce((sum, size) => sum + size, 0));

  const nothing = { training: [], heldOut: [] };
  const late = await LanguageLearner.open(kit, manifest, nothing, new Uint8Array(8), { name: 'wasm', threads: 1 });
  const base = await Replica.base(late, manifest);
  expect(base.position.fingerprint).not.toBe(snapshot!.fingerprint);
  const response = await fetch(snapshot!.url);
  const place = await late.restore({ ...snapshot!, stream: response.body! });
  expect(place.sequence).toBe(ROUNDS);
  expect(await late.fingerprint()).toBe(snapshot!.fingerprint);
  await late.close();
}, 120_000);
