import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  FederationClient,
  World,
  alice,
  bob,
  carol,
  epoch,
  manifest,
  settled,
} from '../../tests/support/federation-scene.ts';
import { partsOf } from '../../tests/support/entry.ts';
import type { Sequence } from '../../src/protocol/index.ts';
import { Federation } from '../federation.ts';
import { type Log, MemoryLogStore } from '../log/index.ts';
import { silentObserver } from '../observer.ts';
import type { Surroundings } from '../surroundings.ts';
import { LEASE_LASTS, MemoryCluster, MemoryDatabase } from './index.ts';

/** Milliseconds in which a node without hints notices what has happened. */
const A_LOOK = 1000;

let world: World;
let database: MemoryDatabase;
let log: Log;
let nodes: [Federation, Federation];
let troubles: string[];
let contradictions: string[];

beforeEach(async () => {
  world = new World();
  database = new MemoryDatabase(world.now);
  log = await new MemoryLogStore().open(manifest, () => epoch);
  troubles = [];
  contradictions = [];
  nodes = [await node('first'), await node('second')];
});
afterEach(() => {
  for (const federation of nodes) federation.abandon();
});

/** Stands still: its timers do not fire, and it hears of nothing, until it goes on. */
class Standstill implements Surroundings {
  readonly #held: (() => void)[] = [];
  isStill = false;
  now = world.now;
  random = world.random;
  soon = world.soon;
  after = (milliseconds: number, run: () => void) =>
    world.after(milliseconds, () => (this.isStill ? void this.#held.push(run) : run()));

  goOn(): void {
    this.isStill = false;
    for (const run of this.#held.splice(0)) run();
  }
}

async function node(name: string, surroundings: Surroundings = world): Promise<Federation> {
  const shared = {
    cluster: new MemoryCluster(database, name),
    troubled: (error: unknown) => void troubles.push(String(error)),
    contradicted: (error: Error) => void contradictions.push(error.message),
  };
  const federation = await Federation.load({ manifest, log, surroundings, observer: silentObserver, shared });
  await settled();
  return federation;
}

/** Alice on the first node, which coordinates, and Bob on the second: both asked in round 1. */
async function pair(): Promise<[FederationClient, FederationClient]> {
  const here = new FederationClient(nodes[0], alice).hello().ready();
  const there = new FederationClient(nodes[1], bob).hello().ready();
  await settled();
  return [here, there];
}

const participantsOf = ({ bytes }: { bytes: Uint8Array }) => partsOf(bytes).map(({ participant }) => participant);

test('[N1] a round over two nodes: each client is asked, acknowledged and given the entry by its own', async () => {
  const clients = await pair();
  expect(nodes.map(({ isCoordinator }) => isCoordinator)).toEqual([true, false]);
  for (const client of clients) client.say(client.contribution());
  await settled();
  for (const client of clients) {
    expect(client.story.slice(0, 3)).toEqual(['welcome', 'open', 'ack']);
    expect(participantsOf(client.all('entry')[0]!)).toEqual(
      [alice, bob].map(({ participant }) => participant).toSorted(),
    );
    expect(client.all('open').at(-1)!.round).toBe(2);
  }
  await world.pass(A_LOOK);
  for (const federation of nodes) {
    expect(federation.head.sequence).toBe(1);
    expect(federation.attendance).toMatchObject({ connected: 2, ready: 2, round: { number: 2, contributed: 0 } });
  }
});

test('[N6] without a single hint the same happens, in the time of a look', async () => {
  for (const name of ['first', 'second']) database.deaf.add(name);
  const clients = await pair();
  await world.pass(4 * A_LOOK);
  for (const client of clients) client.say(client.contribution());
  await world.pass(4 * A_LOOK);
  for (const client of clients) expect(client.story.slice(0, 4)).toEqual(['welcome', 'open', 'ack', 'entry']);
});

test('promise 4: [N2] [R7] the coordinator is gone in the middle of a round: another closes it with what was acknowledged', async () => {
  const [here, there] = await pair();
  here.say(here.contribution());
  await settled();
  expect(here.all('ack')).toHaveLength(1);
  nodes[0].abandon();
  there.say(there.contribution());
  await world.pass(LEASE_LASTS + 2 * A_LOOK);
  expect(nodes[1].isCoordinator).toBe(true);
  expect(there.all('ack')).toHaveLength(1);
  expect(participantsOf(there.all('entry')[0]!)).toHaveLength(2);
});

test('promise 4: [N3] a coordinator that cannot renew its lease says nothing more of its own, and its zombie writes nothing', async () => {
  const [here, there] = await pair();
  database.unreachable.add('first');
  there.say(there.contribution());
  await world.pass(LEASE_LASTS + 2 * A_LOOK);
  expect(nodes.map(({ isCoordinator }) => isCoordinator)).toEqual([false, true]);
  expect(nodes[0].trouble).toMatch(/cannot be reached/);
  here.say(here.contribution());
  await world.pass(A_LOOK);
  expect(here.all('ack')).toEqual([]);
  database.unreachable.clear();
  await world.pass(2 * A_LOOK);
  expect(nodes[0].trouble).toBeNull();
  expect(here.all('ack')).toHaveLength(1);
  expect(here.closed).toBeNull();
  expect(participantsOf(here.all('entry')[0]!)).toHaveLength(2);
  expect((await log.state()).head.sequence).toBe(1);
});

test('promise 4: [N3] a coordinator that stands still past its lease is fenced off when it goes on with what it was about to do', async () => {
  for (const federation of nodes) federation.abandon();
  await world.pass(LEASE_LASTS);
  const standstill = new Standstill();
  nodes = [await node('third', standstill), await node('fourth')];
  const here = new FederationClient(nodes[0], alice).hello().ready();
  const there = [bob, carol].map((person) => new FederationClient(nodes[1], person).hello().ready());
  await settled();
  const asked = there.filter((client) => client.all('open').length > 0);
  for (const client of [here, ...asked]) client.say(client.contribution());
  await settled();
  // All three are asked in round 2, and two answers wait for the end of its grace.
  for (const client of there) client.say(client.contribution());
  await settled();
  expect(there.map((client) => client.all('ack').at(-1)?.round)).toEqual([2, 2]);
  standstill.isStill = true;
  database.deaf.add('third');
  await world.pass(LEASE_LASTS + 2 * A_LOOK);
  expect(nodes[1].isCoordinator).toBe(true);
  await world.pass(10_000);
  expect(nodes[1].head.sequence).toBe(2);
  const before = await log.state();
  standstill.goOn();
  database.deaf.clear();
  await settled();
  expect(nodes[0].isCoordinator).toBe(false);
  expect(await log.state()).toEqual(before);
  await world.pass(2 * A_LOOK);
  expect(here.all('entry')).toHaveLength(2);
  // What fenced it off was its fence, and not that the log would not have taken what it had.
  expect(troubles).toEqual([]);
});

test('promise 4: [N4] the answer to a commit is lost: what happened is found in the log, and is said once', async () => {
  const clients = await pair();
  database.answersLost.add('first');
  for (const client of clients) client.say(client.contribution());
  await settled();
  await world.pass(2 * A_LOOK);
  expect(troubles).toMatchObject([/answer to a commit was lost/]);
  for (const client of clients) {
    expect(client.all('ack')).toHaveLength(1);
    expect(client.all('entry')).toHaveLength(1);
  }
  expect((await log.state()).head.sequence).toBe(1);
});

test('[N8] all nodes know how many are connected to any, also when nobody is', async () => {
  const clients = await pair();
  await world.pass(A_LOOK);
  expect(nodes.map(({ attendance }) => attendance.connected)).toEqual([2, 2]);
  clients[0].connection.disconnected();
  nodes[0].abandon();
  await world.pass(20_000);
  expect(nodes[1].attendance).toMatchObject({ connected: 1 });
  clients[1].connection.disconnected();
  await world.pass(A_LOOK);
  expect(nodes[1].attendance).toMatchObject({ connected: 0 });
});

test('[N5] a node that was away for too long lets its clients go, and serves them again', async () => {
  const [here] = await pair();
  database.unreachable.add('first');
  await world.pass(120_000);
  expect(nodes[1].attendance.connected).toBe(1);
  database.unreachable.clear();
  await world.pass(5 * A_LOOK);
  expect(here.closed).toBe('shutting-down');
  const back = new FederationClient(nodes[0], alice).hello().ready();
  await settled();
  expect(back.closed).toBeNull();
  await world.pass(A_LOOK);
  expect(nodes[1].attendance.connected).toBe(2);
});

test('[H5] a client that connects to another node leaves the first one', async () => {
  const [here] = await pair();
  const again = new FederationClient(nodes[1], alice).hello().ready();
  await settled();
  expect(here.closed).toBe('replaced');
  expect(again.all('open')).toHaveLength(1);
  again.say(again.contribution());
  await settled();
  expect(again.all('ack')).toHaveLength(1);
});

test('[H3] a client that is ahead of a node is served what comes after', async () => {
  const clients = await pair();
  for (const name of ['first', 'second']) database.deaf.add(name);
  await log.fingerprint(0 as Sequence);
  for (const client of clients) client.say(client.contribution());
  // The first node has heard of the entry, the second has not looked yet.
  for (let i = 0; i < 40 && nodes[0].head.sequence === 0; i++) await world.pass(100);
  const ahead = [nodes[0], nodes[1]].find(({ head }) => head.sequence === 1)!;
  const behind = nodes.find((federation) => federation !== ahead)!;
  expect(ahead.head.sequence).toBe(1);
  const late = new FederationClient(behind, carol).hello({ epoch, sequence: 1 as Sequence });
  await settled();
  expect(late.story.slice(0, 1)).toEqual(['welcome']);
  expect(late.all('entry')).toEqual([]);
});

test('[R10] a command is carried out by way of any node, and all nodes tell it', async () => {
  const clients = await pair();
  const result = nodes[1].command({ do: 'pause', words: 'Back on Monday.' });
  await settled();
  expect(await result).toEqual({ ok: true });
  for (const client of clients)
    expect(client.all('status')).toMatchObject([{ state: 'paused', words: 'Back on Monday.' }]);
  const third = await node('third');
  expect(third.status.state).toBe('paused');
  third.abandon();
});

test('[X1] [N7] the coordinator publishes, other nodes compare, and whoever takes over publishes what is missing', async () => {
  const [, there] = await pair();
  nodes[1].publish(0 as Sequence, 'a'.repeat(32));
  await settled();
  expect(there.all('fingerprint')).toEqual([]);
  nodes[0].publish(0 as Sequence, 'a'.repeat(32));
  await settled();
  expect(there.all('fingerprint')).toMatchObject([{ sequence: 0, fingerprint: 'a'.repeat(32) }]);
  expect(contradictions).toEqual([]);
  nodes[1].publish(1 as Sequence, 'b'.repeat(32));
  nodes[0].publish(1 as Sequence, 'c'.repeat(32));
  await settled();
  expect(contradictions).toMatchObject([/State 1 has the fingerprint b+ on this node, but c+ was published/]);
  nodes[1].publish(2 as Sequence, 'd'.repeat(32));
  nodes[0].abandon();
  await world.pass(LEASE_LASTS + 2 * A_LOOK);
  expect(await log.fingerprint(2 as Sequence)).toBe('d'.repeat(32));
});

test('[X1] [N7] a fingerprint that a coordinator could not commit any more is published later', async () => {
  await pair();
  database.unreachable.add('first');
  nodes[0].publish(0 as Sequence, 'a'.repeat(32));
  await world.pass(2 * A_LOOK);
  database.unreachable.clear();
  await world.pass(2 * A_LOOK);
  expect(nodes[0].isCoordinator).toBe(true);
  expect(await log.fingerprint(0 as Sequence)).toBe('a'.repeat(32));
});

test('[N4] a letter that nobody can read is dropped, and what comes after it is carried out', async () => {
  const clients = await pair();
  const other = new MemoryCluster(database, 'newer version');
  await other.report(manifest.id, [], [{ participant: null, bytes: Uint8Array.of(255, 0) }]);
  await other.report(manifest.id, [], [{ participant: alice.participant, bytes: Uint8Array.of(99) }]);
  for (const client of clients) client.say(client.contribution());
  await settled();
  expect(troubles).toEqual([expect.stringMatching(/cannot be read/), expect.stringMatching(/cannot be read/)]);
  expect(nodes[0].isCoordinator).toBe(true);
  expect(database.shared.letters).toEqual([]);
  for (const client of clients) expect(client.all('entry')).toHaveLength(1);
});

test('[N6] while the database is away a node keeps so much of what clients say, and lets go whoever says more', async () => {
  const [here] = await pair();
  database.unreachable.add('first');
  const scalars = new Float32Array(60_000);
  for (let said = 0; said < 34 << 20 && here.closed === null; said += 4 * scalars.length) {
    here.say(here.contribution({ scalars }));
    await settled();
  }
  expect(here.closed).toBe('shutting-down');
  database.unreachable.clear();
  await world.pass(3 * A_LOOK);
  expect(nodes[0].trouble).toBeNull();
  expect(nodes.map(({ attendance }) => attendance.connected)).toEqual([1, 1]);
});

test('[N6] what hinders a node in one thing is not over because another works, and is told once', async () => {
  await pair();
  database.shared.leases.clear();
  const claims = MemoryCluster.prototype.claim;
  MemoryCluster.prototype.claim = () => Promise.reject(new Error('No lease today.'));
  try {
    await world.pass(5 * A_LOOK);
    expect(nodes[1].trouble).toBe('No lease today.');
    expect(troubles.filter((trouble) => /No lease today/.test(trouble))).toHaveLength(2);
  } finally {
    MemoryCluster.prototype.claim = claims;
  }
  await world.pass(2 * A_LOOK);
  expect(nodes.map(({ trouble }) => trouble)).toEqual([null, null]);
});

test('[N2] a node that shuts down hands the office over at once', async () => {
  const [here, there] = await pair();
  here.say(here.contribution());
  await settled();
  await nodes[0].close();
  await settled();
  expect(here.closed).toBe('shutting-down');
  expect(nodes[1].isCoordinator).toBe(true);
  there.say(there.contribution());
  await settled();
  expect(participantsOf(there.all('entry')[0]!)).toHaveLength(2);
});
