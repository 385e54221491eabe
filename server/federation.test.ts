import { describe, expect, test } from 'vitest';
import {
  type Epoch,
  type Sequence,
  decodeEntry,
  entryHash,
  manifestHash,
  parseEpoch,
  parseFederationId,
} from '../src/protocol/index.ts';
import { partsOf } from '../tests/support/entry.ts';
import {
  FederationClient,
  HeldLog,
  World,
  alice,
  bob,
  carol,
  epoch,
  manifest,
  settled,
} from '../tests/support/federation-scene.ts';
import { Federation } from './federation.ts';
import { MemoryLogStore } from './log/index.ts';
import { silentObserver } from './observer.ts';

async function setUp() {
  const world = new World();
  const store = new MemoryLogStore();
  const log = new HeldLog(await store.open(manifest, () => epoch));
  const failures: unknown[] = [];
  const observer = { ...silentObserver, failed: (error: unknown) => void failures.push(error) };
  const load = () => Federation.load({ manifest, log, surroundings: world, observer });
  return { world, log, load, failures, federation: await load() };
}

/** Alice and Bob finish `rounds` rounds and leave. */
async function withEntries(federation: Federation, rounds: number): Promise<void> {
  const clients = [alice, bob].map((person) => new FederationClient(federation, person).hello().ready());
  for (let round = 0; round < rounds; round++) {
    await settled();
    for (const client of clients) client.say(client.contribution());
  }
  await settled();
  for (const client of clients) client.connection.disconnected();
}

describe('a connection', () => {
  test('[H1] the first message is HELLO, and it comes once', async () => {
    const { federation } = await setUp();
    const early = new FederationClient(federation, alice).ready();
    expect(early).toMatchObject({
      closed: 'no-hello',
      received: [{ type: 'challenge' }, { type: 'goodbye', reason: 'no-hello' }],
    });
    expect(new FederationClient(federation, alice).hello().hello().closed).toBe('bad-frame');
    const astray = new FederationClient(federation, alice).hello({ federation: parseFederationId('elsewhere') });
    expect(astray.closed).toBe('unknown-federation');
  });

  test('[F4] a bad frame closes its own connection and harms nobody', async () => {
    const { federation } = await setUp();
    const good = new FederationClient(federation, alice).hello().ready();
    const bad = new FederationClient(federation, bob).hello();
    bad.connection.receive(Uint8Array.of(3, 1, 2));
    expect(bad.closed).toBe('bad-frame');
    expect(good.closed).toBeNull();
    expect(federation.room.clients.size).toBe(1);
  });

  test('[F3] a HELLO of another version is told so', async () => {
    const { federation } = await setUp();
    const client = new FederationClient(federation, alice);
    client.connection.receive(Uint8Array.of(1, 0, 1, 0));
    expect(client.closed).toBe('version');
  });

  test('[H5] a newer connection of the same participant replaces the older', async () => {
    const { federation } = await setUp();
    const older = new FederationClient(federation, alice).hello();
    const newer = new FederationClient(federation, alice).hello();
    expect(older.closed).toBe('replaced');
    older.connection.disconnected();
    expect(newer.closed).toBeNull();
    expect(federation.room.clients.size).toBe(1);
  });
});

describe('resuming', () => {
  test('[H3] WELCOME, then the missing entries in order, then OPEN where asked', async () => {
    const { federation } = await setUp();
    await withEntries(federation, 3);
    const client = new FederationClient(federation, alice).hello({ epoch, sequence: 1 as Sequence });
    await settled();
    expect(client.received[1]).toMatchObject({ type: 'welcome', epoch, sequence: 3, chain: federation.head.chain });
    expect(client.story).toEqual(['welcome', 'entry', 'entry', 'open']);
    const entries = client.all('entry').map(({ bytes }) => decodeEntry(bytes));
    expect(entries.map(({ sequence }) => sequence)).toEqual([2, 3]);
    expect(client.all('open')[0]).toMatchObject({ round: 4, chain: entryHash(client.all('entry')[1]!.bytes) });
  });

  test('[H3] an entry that is closed meanwhile comes once, in its place', async () => {
    const { federation, log } = await setUp();
    await withEntries(federation, 2);
    const pair = [alice, bob].map((person) => new FederationClient(federation, person).hello().ready());
    await settled();
    log.hold();
    for (const client of pair) client.say(client.contribution());
    const late = new FederationClient(federation, carol).hello().ready();
    await settled();
    expect(late.all('entry')).toHaveLength(2);
    log.release();
    await settled();
    expect(late.all('entry').map(({ bytes }) => decodeEntry(bytes).sequence)).toEqual([1, 2, 3]);
  });

  const unknown: [string, Epoch, number, string][] = [
    ['another epoch', parseEpoch('f'.repeat(16)), 1, '0'.repeat(32)],
    ['a sequence beyond the log', epoch, 9, '0'.repeat(32)],
    ['another fingerprint', epoch, 1, 'f'.repeat(32)],
  ];
  test.each(unknown)('[H4] %s is state-unknown', async (_, theirs, sequence, fingerprint) => {
    const { federation } = await setUp();
    await withEntries(federation, 2);
    federation.publish(1 as Sequence, '0'.repeat(32));
    await settled();
    const client = new FederationClient(federation, alice).hello({
      epoch: theirs,
      sequence: sequence as Sequence,
      fingerprint,
    });
    await settled();
    expect(client.closed).toBe('state-unknown');
    expect(federation.room.clients.size).toBe(0);
  });

  test('[H4] the base model is known in every epoch', async () => {
    const { federation } = await setUp();
    await withEntries(federation, 2);
    const client = new FederationClient(federation, carol).hello({ epoch: parseEpoch('f'.repeat(16)) });
    await settled();
    expect(client.closed).toBeNull();
    expect(client.all('entry')).toHaveLength(2);
  });

  test('[H3] [X1] a client learns the newest fingerprint when it is synced, and every new one', async () => {
    const { federation } = await setUp();
    federation.publish(0 as Sequence, 'a'.repeat(32));
    await settled();
    const client = new FederationClient(federation, alice).hello();
    await settled();
    federation.publish(1 as Sequence, 'b'.repeat(32));
    await settled();
    expect(client.all('fingerprint').map(({ sequence }) => sequence)).toEqual([0, 1]);
    expect(await federation.log.fingerprint(0 as Sequence)).toBe('a'.repeat(32));
  });
});

describe('promise 4: nothing acknowledged is lost', () => {
  test('[C2] nothing is acknowledged, pushed or opened before it is on disk', async () => {
    const { federation, log } = await setUp();
    const pair = [alice, bob].map((person) => new FederationClient(federation, person).hello());
    await settled();
    log.hold();
    for (const client of pair) client.ready();
    await settled();
    expect(pair[0]!.story).toEqual(['welcome']);
    log.release();
    await settled();
    log.hold();
    for (const client of pair) client.say(client.contribution());
    await settled();
    expect(pair[0]!.story).toEqual(['welcome', 'open']);
    log.release();
    await settled();
    expect(pair[0]!.story).toEqual(['welcome', 'open', 'ack', 'entry', 'open']);
  });

  test('[C2] contributions of one moment are committed together', async () => {
    const { federation, log } = await setUp();
    const pair = [alice, bob].map((person) => new FederationClient(federation, person).hello().ready());
    await settled();
    log.commits.length = 0;
    for (const client of pair) client.say(client.contribution());
    await settled();
    expect(log.commits.map((writes) => writes.map(({ type }) => type))).toEqual([
      ['contribution', 'contribution', 'append', 'open'],
    ]);
  });

  test('[R7] after a crash the round goes on with what was acknowledged, and only with that', async () => {
    const { federation, log, load } = await setUp();
    const pair = [alice, bob].map((person) => new FederationClient(federation, person).hello().ready());
    await settled();
    pair[0]!.say(pair[0]!.contribution());
    await settled();
    expect(pair[0]!.all('ack')).toHaveLength(1);
    log.hold();
    pair[1]!.say(pair[1]!.contribution());
    federation.abandon();
    log.release();
    await settled();
    const restarted = await load();
    expect([...restarted.room.round!.contributions.keys()]).toContain(alice.participant);
    const back = new FederationClient(restarted, bob).hello();
    await settled();
    back.say(back.contribution());
    await settled();
    expect(back.all('ack')).toHaveLength(1);
    expect(partsOf(back.all('entry')[0]!.bytes).map(({ participant }) => participant)).toEqual(
      [alice, bob].map(({ participant }) => participant).toSorted(),
    );
  });

  test('[C4] a contribution to a closed round is acknowledged if it is in the entry, and refused otherwise', async () => {
    const { federation } = await setUp();
    await withEntries(federation, 1);
    const late = [alice, carol].map((person) => new FederationClient(federation, person).hello());
    await settled();
    const closed = { round: 1 as Sequence, chain: manifestHash(manifest) };
    for (const client of late) client.say(client.contribution(closed));
    await settled();
    expect(late[0]!.all('ack')).toMatchObject([{ round: 1 }]);
    expect(late[1]!.all('refused')).toMatchObject([{ round: 1, reason: 'too-late' }]);
  });

  test('a federation whose disk fails stops, and acknowledges nothing', async () => {
    const { federation, log, failures } = await setUp();
    const pair = [alice, bob].map((person) => new FederationClient(federation, person).hello().ready());
    await settled();
    log.broken = true;
    pair[0]!.say(pair[0]!.contribution());
    await settled();
    expect(pair[0]!.all('ack')).toEqual([]);
    expect(pair.map(({ closed }) => closed)).toEqual(['shutting-down', 'shutting-down']);
    expect(failures).toMatchObject([{ message: 'The disk is full.' }]);
  });
});

test('[R4] timers close a round when its grace is over', async () => {
  const { federation, world } = await setUp();
  const two = [alice, bob].map((person) => new FederationClient(federation, person).hello().ready());
  const third = new FederationClient(federation, carol).hello().ready();
  await settled();
  for (const client of two) client.say(client.contribution());
  await settled();
  expect(third.all('open')).toMatchObject([{ round: 2, participants: 3, remaining: 60_000 }]);
  for (const client of two) client.say(client.contribution());
  await settled();
  await world.pass(4999);
  expect(third.all('entry')).toHaveLength(1);
  await world.pass(1);
  expect(third.all('entry')).toHaveLength(2);
});

test('[P1] presence is told on change, and four times a second at most', async () => {
  const { federation, world } = await setUp();
  const first = new FederationClient(federation, alice).hello();
  await settled();
  expect(first.all('presence')).toMatchObject([{ connected: 1, ready: 0 }]);
  new FederationClient(federation, bob).hello();
  new FederationClient(federation, carol).hello();
  first.ready();
  await settled();
  expect(first.all('presence')).toHaveLength(1);
  await world.pass(250);
  expect(first.all('presence').slice(1)).toMatchObject([{ connected: 3, ready: 1 }]);
  await world.pass(10_000);
  expect(first.all('presence')).toHaveLength(2);
});

test('[T6] a relay that shuts down finishes what it began, and says goodbye', async () => {
  const { federation } = await setUp();
  const pair = [alice, bob].map((person) => new FederationClient(federation, person).hello().ready());
  await settled();
  pair[0]!.say(pair[0]!.contribution());
  await federation.close();
  expect(pair[0]!.story.slice(-2)).toEqual(['ack', 'goodbye']);
  expect(pair[1]!.closed).toBe('shutting-down');
});
