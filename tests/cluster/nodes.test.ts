import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { RelayProcess } from '../../loadtest/support/index.ts';
import { type Entry, type Manifest, decodeEntry, entryHash } from '../../src/protocol/index.ts';
import { partsOf } from '../support/entry.ts';
import { type TestPostgres, startPostgres } from '../support/postgres.ts';
import { SocketClient, someone } from '../support/socket-client.ts';
import { tinyFederation } from '../support/tiny-model.ts';
import { Balancer } from './balancer.ts';

/** Milliseconds: a takeover takes seven seconds, and the machine may be slow and busy. */
const LONG = 180_000;

let folder: string;
let postgres: TestPostgres;
let manifest: Manifest;
let database: string;
let sql: pg.Client;
let nodes: RelayProcess[] = [];
let balancer: Balancer;
const clients: SocketClient[] = [];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'dandelion-nodes-'));
  postgres = await startPostgres();
  // No round closes by its deadline within these tests' time.
  manifest = await tinyFederation(folder, { deadline: 600, grace: 6 });
});
beforeEach(async () => {
  database = await postgres.database();
  sql = new pg.Client({ connectionString: database });
  await sql.connect();
  nodes = await Promise.all([node(), node()]);
  balancer = await Balancer.start(nodes.map(({ port }) => port));
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.socket.terminate();
  balancer.close();
  await Promise.all(nodes.map((process) => process.kill()));
  await sql.end();
});
afterAll(async () => {
  await postgres.stop();
  await rm(folder, { recursive: true });
});

let started = 0;

async function node(): Promise<RelayProcess> {
  const process = new RelayProcess();
  const data = path.join(folder, `node${started++}`);
  const options = { manifests: [manifest], folders: [folder], port: 0, logLevel: 'warn', reconstruct: false } as const;
  await process.start({ ...options, data, database });
  return process;
}

async function join(url: string, digit: string): Promise<SocketClient> {
  const client = await new SocketClient(url, someone(digit)).opened();
  clients.push(client);
  client.hello('tiny').ready();
  return client;
}

/** Every row that a query gives. */
async function ask(text: string, values: unknown[] = []): Promise<Record<string, string>[]> {
  return (await sql.query(text, values)).rows;
}

async function until<T>(look: () => Promise<T | null | false>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== null && found !== false) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The coordinator among the nodes, and the other one; `a` is connected to the first node, and tells which is which. */
async function offices(a: SocketClient): Promise<[coordinator: RelayProcess, other: RelayProcess]> {
  const { holds } = await until(async () => {
    const [session] = await ask('select node from sessions where participant = $1', [a.participant]);
    const [lease] = await ask('select holder from leases');
    return session && lease ? { holds: session['node'] === lease['holder'] } : null;
  });
  const [first, second] = nodes as [RelayProcess, RelayProcess];
  return holds ? [first, second] : [second, first];
}

/** Lets rounds close until one is open that everybody is asked in and nobody has answered. @returns its number */
async function together(crowd: readonly SocketClient[]): Promise<number> {
  const answered = new Map<SocketClient, number>();
  const newest = (client: SocketClient): number => client.all('open').at(-1)?.round ?? 0;
  return until(async () => {
    const rounds = crowd.map(newest);
    const round = Math.max(...rounds);
    const isNew = crowd.every((client) => answered.get(client) !== round);
    if (round > 0 && isNew && rounds.every((one) => one === round)) return round;
    // What is on its way to some may be about to reach the others.
    await new Promise((resolve) => setTimeout(resolve, 300));
    if (crowd.map(newest).join() !== rounds.join()) return null;
    for (const client of crowd) {
      if (newest(client) !== round || round === 0 || answered.get(client) === round) continue;
      answered.set(client, round);
      client.say(client.contribution());
    }
    return null;
  });
}

async function describeFederation(url: string) {
  return (await fetch(`${url}/federations/tiny`)).json();
}

/** All entries, each checked to follow the one before. */
async function entriesOf(url: string): Promise<{ entry: Entry; participants: string[] }[]> {
  const { manifestHash } = await describeFederation(url);
  const rows = await sql.query<{ bytes: Buffer }>('select bytes from entries order by sequence');
  let previous: string = manifestHash;
  return rows.rows.map(({ bytes }, i) => {
    const entry = decodeEntry(new Uint8Array(bytes));
    expect(entry).toMatchObject({ sequence: i + 1, previous });
    previous = entryHash(new Uint8Array(bytes));
    return { entry, participants: partsOf(new Uint8Array(bytes)).map(({ participant }) => participant) };
  });
}

test('[N1] [H5] rounds close with contributions by way of both nodes, and both tell the same', async () => {
  const crowd: SocketClient[] = [];
  for (const digit of ['a', 'b', 'c', 'd']) crowd.push(await join(balancer.url, digit));
  const seats = await until(async () => {
    const rows = await ask('select node, count(*) from sessions where synced and ready group by node');
    return rows.reduce((sum, { count }) => sum + Number(count), 0) === 4 && rows;
  });
  expect(seats).toHaveLength(2);
  const round = await together(crowd);
  for (const client of crowd) client.say(client.contribution());
  await until(async () => crowd.every((client) => client.all('open').at(-1)!.round > round));
  const entries = await entriesOf(nodes[0]!.url);
  expect(entries[round - 1]!.participants).toEqual(crowd.map(({ participant }) => participant).toSorted());
  const states = await Promise.all(nodes.map(({ url }) => describeFederation(url)));
  for (const state of states) expect(state).toMatchObject({ sequence: round, chain: states[0].chain, connected: 4 });

  // A newer connection of the same participant, on whichever node, replaces the older.
  const twin = await join(nodes[1]!.url, 'a');
  await until(async () => crowd[0]!.all('goodbye').some(({ reason }) => reason === 'replaced'));
  await twin.nth('open');
  expect((await describeFederation(nodes[0]!.url)).connected).toBe(4);
});

test(
  'promise 4: [N2] [R7] the coordinator is killed with -9 in the middle of a round: the round completes, and nothing acknowledged is lost',
  async () => {
    const a = await join(nodes[0]!.url, 'a');
    const b = await join(nodes[1]!.url, 'b');
    await Promise.all([a.nth('open'), b.nth('open')]);
    const [coordinator, other] = await offices(a);
    const [near, far] = coordinator === nodes[0] ? [a, b] : [b, a];
    near.say(near.contribution());
    await near.nth('ack');
    await coordinator.kill();
    await near.closed;
    // The one who was acknowledged is away, and the other has yet to answer.
    far.say(far.contribution());
    await far.nth('ack');
    const back = await join(balancer.url, near === a ? 'a' : 'b');
    const bytes = (await far.nth('entry')).bytes;
    expect(partsOf(bytes).map(({ participant }) => participant)).toEqual([a.participant, b.participant].toSorted());
    expect((await back.nth('entry')).bytes).toEqual(bytes);
    expect((await back.nth('open')).round).toBe(2);
    expect(await entriesOf(other.url)).toHaveLength(1);
  },
  LONG,
);

test(
  'promise 4: [N3] a coordinator that stood still while another took over writes nothing when it goes on',
  async () => {
    const [a, c] = [await join(nodes[0]!.url, 'a'), await join(nodes[0]!.url, 'c')];
    const [b, d] = [await join(nodes[1]!.url, 'b'), await join(nodes[1]!.url, 'd')];
    const crowd = [a, b, c, d];
    const round = await together(crowd);
    const [zombie] = await offices(a);
    const [near, far] =
      zombie === nodes[0]
        ? [
            [a, c],
            [b, d],
          ]
        : [
            [b, d],
            [a, c],
          ];
    const entry = (client: SocketClient) =>
      until(async () => client.all('entry').find(({ bytes }) => decodeEntry(bytes).sequence === round) ?? null);
    // With this quorum the zombie would close the round at the end of the grace: seconds in which it is stopped.
    for (const client of far) client.say(client.contribution());
    await Promise.all(far.map((client) => until(async () => client.all('ack').some((ack) => ack.round === round))));
    zombie.signal('SIGSTOP');
    for (const client of near) client.say(client.contribution());
    const closed = await entry(far[0]!);
    const [lease] = await ask('select holder, fence from leases');
    expect(Number(lease!['fence'])).toBeGreaterThan(1);

    zombie.signal('SIGCONT');
    // It goes on as a gateway: its clients get what the other has closed, and an answer to what they had said.
    expect((await entry(near[0]!)).bytes).toEqual(closed.bytes);
    const isAnswered = (client: SocketClient) => client.all('refused').some((refused) => refused.round === round);
    await until(async () => near.every(isAnswered));
    const entries = await entriesOf(nodes[0]!.url);
    expect(entries[round - 1]!.participants).toEqual(far.map(({ participant }) => participant).toSorted());
    const next = await together(crowd);
    for (const client of crowd) client.say(client.contribution());
    await until(async () => crowd.every((client) => client.all('open').at(-1)!.round > next));
    expect((await entriesOf(nodes[0]!.url))[next - 1]!.participants).toHaveLength(4);
    expect(await ask('select holder, fence from leases')).toEqual([lease]);
  },
  LONG,
);

test(
  '[N2] a coordinator that is shut down hands over at once, and loses nothing',
  async () => {
    const a = await join(nodes[0]!.url, 'a');
    const b = await join(nodes[1]!.url, 'b');
    await Promise.all([a.nth('open'), b.nth('open')]);
    const [coordinator] = await offices(a);
    const fence = Number((await ask('select fence from leases'))[0]!['fence']);
    const [near, far] = coordinator === nodes[0] ? [a, b] : [b, a];
    near.say(near.contribution());
    await near.nth('ack');
    await coordinator.close();
    // Released, or the other's already: nobody waits until it expires.
    const [lease] = await ask('select fence, expires_at <= clock_timestamp() as over from leases');
    expect(lease!['over'] || Number(lease!['fence']) > fence).toBe(true);
    expect(near.all('goodbye')).toMatchObject([{ reason: 'shutting-down' }]);
    far.say(far.contribution());
    const bytes = (await far.nth('entry')).bytes;
    expect(partsOf(bytes)).toHaveLength(2);
  },
  LONG,
);

test(
  '[N6] while the database is away the nodes say nothing new and keep their clients; afterwards they go on',
  async () => {
    const own = await startPostgres();
    const url = await own.database();
    const alone = new RelayProcess();
    nodes.push(alone);
    const options = {
      manifests: [manifest],
      folders: [folder],
      port: 0,
      logLevel: 'silent',
      reconstruct: false,
    } as const;
    await alone.start({ ...options, data: path.join(folder, 'alone'), database: url });
    const [a, b] = [await join(alone.url, 'a'), await join(alone.url, 'b')];
    await Promise.all([a.nth('open'), b.nth('open')]);
    await own.crash();
    a.say(a.contribution());
    const { status } = await until(async () => {
      const response = await fetch(`${alone.url}/healthz`);
      return response.status === 503 && response;
    });
    expect(status).toBe(503);
    expect(a.all('ack')).toEqual([]);
    await own.restart();
    await a.nth('ack');
    b.say(b.contribution());
    expect(partsOf((await b.nth('entry')).bytes)).toHaveLength(2);
    await until(async () => (await fetch(`${alone.url}/healthz`)).status === 200);
    await own.stop();
  },
  LONG,
);
