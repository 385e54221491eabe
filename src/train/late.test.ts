import { expect, test } from 'vitest';
import { AnalyticLearner } from '../../tests/support/analytic-learner.ts';
import { testIdentity } from '../../tests/support/identity.ts';
import { testManifest } from '../../tests/support/manifest.ts';
import { ScriptedRelay, type ScriptedConnection } from '../../tests/support/scripted-relay.ts';
import {
  type ClientMessage,
  type Contribution,
  type Epoch,
  type Hash,
  PROTOCOL_VERSION,
  type RefusalReason,
  contributionBytesToSign,
  encodeEntry,
  entryHash,
  helloBytes,
  manifestHash,
  parseSequence,
} from '../protocol/index.ts';
import { systemClock } from './clock.ts';
import { Control } from './control.ts';
import type { TrainEvent } from './events.ts';
import { MemoryJournal } from './journal.ts';
import { Replica } from './replica.ts';
import { Volunteer } from './volunteer.ts';

const epoch = '00'.repeat(8) as Epoch;
const me = await testIdentity('me');
const somebody = await testIdentity('somebody else');

function manifestWithLate(late: number) {
  const manifest = testManifest();
  return { ...manifest, round: { ...manifest.round, late } };
}
type TestManifest = ReturnType<typeof manifestWithLate>;

/** Entries 1 to `count`, by somebody else alone. */
function makeLog(manifest: TestManifest, count: number): Uint8Array[] {
  let previous: Hash = manifestHash(manifest);
  return Array.from({ length: count }, (_, i) => {
    const scalars = Float32Array.from({ length: 4 }, (_unused, s) => Math.sin(3 * i + s));
    const parts = [{ participant: somebody.participant, examples: 10, scalars }];
    const bytes = encodeEntry({ kind: 'private', sequence: parseSequence(i + 1), previous, parts, late: [] });
    previous = entryHash(bytes);
    return bytes;
  });
}

async function oracleOf(manifest: TestManifest, entries: readonly Uint8Array[]): Promise<string> {
  const replica = await Replica.base(new AnalyticLearner(1), manifest);
  await replica.follow(epoch, entries);
  return replica.position.fingerprint;
}

interface Scene {
  readonly manifest: TestManifest;
  readonly relay: ScriptedRelay;
  /** What happens while the first local step is measured. */
  readonly meanwhile?: () => void;
  /** Whether that was all. */
  readonly until: (event: TrainEvent) => boolean;
}

/** A volunteer's visit, and its copy after it. */
async function visit({ manifest, relay, meanwhile, until }: Scene) {
  class Interrupted extends AnalyticLearner {
    override async measure(...[round, step, key, method]: Parameters<AnalyticLearner['measure']>) {
      if (step === 0) meanwhile?.();
      return super.measure(round, step, key, method);
    }
  }
  const learner = new Interrupted(1);
  const replica = await Replica.base(learner, manifest);
  const control = new Control();
  const volunteer = new Volunteer({
    ...{ manifest, identity: me, learner, replica, control, transport: relay, clock: systemClock },
    ...{ journal: new MemoryJournal(me), random: () => 0, traffic: { up: 0, down: 0 } },
    evaluateEvery: Number.POSITIVE_INFINITY,
    snapshot: () => Promise.resolve(null),
  });
  const events: TrainEvent[] = [];
  for await (const event of volunteer.run()) {
    events.push(event);
    if (until(event)) control.leave();
  }
  return { events, replica, fingerprint: await learner.fingerprint() };
}

function welcome(sequence: number, manifest: TestManifest, { say }: ScriptedConnection): void {
  const chain = manifestHash(manifest);
  say({ type: 'welcome', version: PROTOCOL_VERSION, epoch, sequence: parseSequence(sequence), chain });
}

function open(manifest: TestManifest, { say }: ScriptedConnection): void {
  const chain = manifestHash(manifest);
  say({ type: 'open', round: parseSequence(1), chain, participants: 2, remaining: 1000 });
}

const contributions = (heard: readonly ClientMessage[]): Contribution[] =>
  heard.filter((message) => message.type === 'contribution');

/** A device in whose first step the entries of so many rounds come. */
async function slowDevice(late: number, count: number) {
  const manifest = manifestWithLate(late);
  const log = makeLog(manifest, count);
  let now: ScriptedConnection | null = null;
  const relay = new ScriptedRelay((message, connection) => {
    if (message.type !== 'hello') return;
    now = connection;
    welcome(0, manifest, connection);
    open(manifest, connection);
  });
  const meanwhile = (): void => {
    for (const bytes of log) now?.say({ type: 'entry', bytes });
  };
  const until = (event: TrainEvent): boolean => event.type === 'entry' && event.sequence === count;
  const end = await visit({ manifest, relay, meanwhile, until });
  return { ...end, relay, manifest, expected: await oracleOf(manifest, log) };
}

test('promise 3: a device too slow for its round finishes it and sends it late; the entries wait, and its bits stay exact', async () => {
  const { events, relay, replica, fingerprint, expected, manifest } = await slowDevice(2, 2);
  expect(events.filter(({ type }) => type === 'step')).toHaveLength(2);
  const [late, ...others] = contributions(relay.heard);
  expect(others).toEqual([]);
  expect(late).toMatchObject({ round: 1, chain: manifestHash(manifest) });
  const order = events.map((event) => (event.type === 'sent' ? event.message : event.type));
  expect(order.indexOf('contribution')).toBeLessThan(order.indexOf('entry'));
  expect([replica.position.sequence, replica.isClean]).toEqual([2, true]);
  expect([fingerprint, replica.position.fingerprint]).toEqual([expected, expected]);
});

test.each([
  [0, 1],
  [2, 3],
])(
  'promise 3: with %i entries to be late by, a round that %i have passed is given up; nothing of it is sent, its steps are taken back',
  async (late, count) => {
    const { events, relay, replica, fingerprint, expected } = await slowDevice(late, count);
    expect(events.filter(({ type }) => type === 'step')).toHaveLength(1);
    expect(contributions(relay.heard)).toEqual([]);
    expect([replica.position.sequence, replica.isClean]).toEqual([count, true]);
    expect([fingerprint, replica.position.fingerprint]).toEqual([expected, expected]);
  },
);

/** A connection that ends before the answer to its round is acknowledged; the round has been closed when the next begins. */
async function interrupted(
  late: number,
  answer: { readonly type: 'ack' } | { readonly type: 'refused'; readonly reason: RefusalReason },
) {
  const manifest = manifestWithLate(late);
  const [entry] = makeLog(manifest, 1);
  const relay = new ScriptedRelay((message, connection) => {
    if (message.type === 'hello') {
      welcome(connection.number === 1 ? 0 : 1, manifest, connection);
      if (connection.number === 1) open(manifest, connection);
      else if (late === 0 || connection.number > 2) connection.say({ type: 'entry', bytes: entry! });
    }
    if (message.type !== 'contribution') return;
    if (connection.number > 1) connection.say({ ...answer, round: message.round });
    connection.hangUp();
  });
  const end = await visit({ manifest, relay, until: ({ type }) => type === 'entry' });
  return { ...end, relay, manifest };
}

test('promise 4: an answer that was not acknowledged is sent again after reconnecting, the same bytes, before anything else', async () => {
  const { relay, manifest } = await interrupted(1, { type: 'ack' });
  expect(relay.kinds).toEqual(['hello', 'ready', 'contribution', 'hello', 'contribution', 'hello', 'ready']);
  const [first, again] = contributions(relay.heard);
  expect(again).toEqual(first);
  // Signed by who said hello, for this log.
  const hello = relay.heard.find((message) => message.type === 'hello')!;
  const verify = async (bytes: Uint8Array<ArrayBuffer>, signature: Uint8Array) => {
    const key = await crypto.subtle.importKey('raw', hello.publicKey.slice(), 'Ed25519', false, ['verify']);
    return crypto.subtle.verify('Ed25519', key, signature.slice(), bytes);
  };
  expect(hello.publicKey).toEqual(me.publicKey);
  expect(await verify(helloBytes(new Uint8Array(32).fill(1), hello), hello.signature)).toBe(true);
  const bytes = contributionBytesToSign(manifestHash(manifest), epoch, first!);
  expect(await verify(bytes, first!.signature)).toBe(true);
});

test('an answer that comes too late is told of, and not sent a third time', async () => {
  const { events, relay } = await interrupted(1, { type: 'refused', reason: 'too-late' });
  expect(events).toContainEqual({ type: 'refused', round: 1, reason: 'too-late' });
  expect(contributions(relay.heard)).toHaveLength(2);
});

test('where nothing may be late, an answer to a closed round stays here', async () => {
  const { relay } = await interrupted(0, { type: 'ack' });
  expect(contributions(relay.heard)).toHaveLength(1);
});
