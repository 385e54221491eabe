import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { sentiment } from '../../server/federations/index.ts';
import { type Relay, startRelay } from '../../server/index.ts';
import { conceal } from '../../src/data/index.ts';
import { type Epoch, parseFederationId } from '../../src/protocol/index.ts';
import { WebSocketTransport, fetchFederation } from '../../src/relay/index.ts';
import {
  Control,
  type FileStore,
  type JoinSetup,
  MemoryJournal,
  type TrainEvent,
  join,
  systemClock,
} from '../../src/train/index.ts';
import { MapStore } from '../support/map-store.ts';
import { testIdentity } from '../support/identity.ts';

const federation = parseFederationId('sentiment');
const texts = ['a fine film', 'dull and long', 'she sings well', 'a waste of time'];
const examples = texts.map((text, i) => ({ texts: [conceal(text)], label: (i + 1) % 2 }));

let data: string;
let relay: Relay;

beforeAll(async () => {
  data = await mkdtemp(path.join(tmpdir(), 'dandelion-join-'));
  relay = await startRelay({ manifests: [await sentiment()], data, port: 0, host: '127.0.0.1', logLevel: 'silent' });
});

afterAll(async () => {
  await relay.close();
  await rm(data, { recursive: true, force: true });
});

/** A visit that leaves as soon as it waits for others. */
async function visit(files: FileStore, known?: MemoryJournal) {
  const journal = known ?? new MemoryJournal(await testIdentity('7'));
  const control = new Control();
  const events: TrainEvent[] = [];
  const setup: JoinSetup = {
    relay: relay.url,
    federation,
    data: () => Promise.resolve({ training: examples, heldOut: examples }),
    engine: { name: 'wasm', threads: 1 },
    files,
    journal,
    transport: new WebSocketTransport(relay.url, (url, protocol) => new WebSocket(url, protocol)),
    control,
    clock: systemClock,
    random: Math.random,
    evaluateEvery: 0,
  };
  for await (const event of join(setup)) {
    events.push(event);
    if (event.type === 'activity' && event.activity.name === 'waiting') control.leave();
  }
  return events;
}

const problems = (events: readonly TrainEvent[]): string[] =>
  events.flatMap((event) => (event.type === 'problem' ? [event.problem.code] : []));

test('a visit downloads, measures the base model, connects, and leaves when it is told to', async () => {
  const events = await visit(new MapStore());
  expect(problems(events)).toEqual([]);
  const kinds = events.map(({ type }) => type);
  for (const kind of ['manifest', 'download', 'engine', 'data', 'evaluation', 'sent', 'traffic', 'memory'] as const) {
    expect(kinds).toContain(kind);
  }
  expect(events.filter((event) => event.type === 'activity' && event.activity.name === 'left')).toHaveLength(1);
  expect(events.at(-1)).toEqual({ type: 'activity', activity: { name: 'left' } });
});

test('a damaged file of an earlier visit is refused, forgotten, and fetched anew by the next', async () => {
  const files = new MapStore();
  await visit(files);
  const [sha256, sound] = [...files.files].find(([, blob]) => blob.size > 1e6)!;
  const bytes = new Uint8Array(await sound.arrayBuffer());
  bytes[bytes.length - 1]! ^= 1;
  files.files.set(sha256, new Blob([bytes]));
  expect(problems(await visit(files))).toEqual(['model']);
  expect(files.files.has(sha256)).toBe(false);
  expect(problems(await visit(files))).toEqual([]);
});

test('a federation that a relay lacks is named, beside those that it has', async () => {
  await expect(fetchFederation(relay.url, 'reviews')).rejects.toThrow(
    /has no federation "reviews", but "sentiment"\.$/,
  );
});

test('a relay that was put back to an older copy of its log is told of', async () => {
  const { epoch } = await fetchFederation(relay.url, federation);
  const remembering = async (of: Epoch): Promise<MemoryJournal> => {
    const journal = new MemoryJournal(await testIdentity('8'));
    return Object.assign(journal, {
      checkpoint: () => Promise.resolve({ epoch: of, sequence: 50, fingerprint: 'f'.repeat(32) }),
    });
  };
  const files = new MapStore();
  expect(problems(await visit(files, await remembering(epoch)))).toEqual(['rewound']);
  // Another epoch is another log: nothing was promised of it.
  expect(problems(await visit(files, await remembering('0'.repeat(16) as Epoch)))).toEqual([]);
});
