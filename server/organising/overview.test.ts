import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  type Manifest,
  type OrganiserCommand,
  type Overview,
  SIGNATURE_HEADER,
  manifestHash,
  signOrder,
} from '../../src/protocol/index.ts';
import { SocketClient, someone, trainUntil } from '../../tests/support/socket-client.ts';
import { tinyFederation } from '../../tests/support/tiny-model.ts';
import { readOrganiserKey } from '../access/index.ts';
import { type Relay, startRelay } from '../index.ts';

let folder: string;
let relay: Relay;
let manifest: Manifest;
const clients: SocketClient[] = [];
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'dandelion-overview-'));
  manifest = { ...(await tinyFederation(folder, { grace: 0.5 })), access: 'invite' };
  await start();
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await relay.close();
  await rm(folder, { recursive: true });
});

async function start(): Promise<void> {
  relay = await startRelay({
    ...{ manifests: [manifest], data: path.join(folder, 'data'), port: 0, host: '127.0.0.1', logLevel: 'silent' },
    ...{ folders: [folder], limits: { commandsPerMinute: 1000 } },
  });
}

async function order(command: OrganiserCommand) {
  const key = (await readOrganiserKey(path.join(folder, 'data', 'organiser.key')))!;
  const place = { id: manifest.id, manifestHash: manifestHash(manifest) };
  const { body, signature } = await signOrder(key.sign, place, command, Date.now());
  const request = { method: 'POST', headers: { [SIGNATURE_HEADER]: signature }, body };
  return (await fetch(`${relay.url}/federations/${manifest.id}/commands`, request)).json();
}

async function overview(since = 0): Promise<Overview> {
  return (await order({ do: 'overview', since })).overview;
}

async function join(digit: string, invite: string): Promise<SocketClient> {
  const client = (await new SocketClient(relay.url, someone(digit)).opened()).hello(manifest.id, { invite });
  clients.push(client);
  await client.nth('welcome');
  return client;
}

const invited = async (label: string): Promise<string> =>
  (await order({ do: 'invite', label, expiresAt: null, limit: null })).token;

test('[O3] [O4] who takes part, in which group and how far, what went over the sockets, and every round', async () => {
  const [teachers, pupils] = [await invited('teachers'), await invited('7b')];
  const [a, b] = [await join('a', teachers), await join('b', pupils)];
  const before = await overview();
  expect(before).toMatchObject({ state: 'running', sequence: 0, rounds: [], alerts: [], round: null });
  expect(before.counts).toEqual({ away: 0, connected: 2, ready: 0, asked: 0, contributed: 0 });
  for (const client of [a, b]) client.ready();
  await trainUntil(3, [a, b]);
  a.say(a.contribution());
  await a.nth('ack', 4);
  const { counts, participants, rounds, round, traffic, sequence, at, since } = await overview();
  expect(counts).toEqual({ away: 0, connected: 0, ready: 0, asked: 1, contributed: 1 });
  expect(round).toMatchObject({ number: 4, participants: 2, contributed: 1 });
  expect(sequence).toBe(3);
  expect(at).toBeGreaterThanOrEqual(since);
  const [one, two] = [a, b].map(({ participant }) => participants.find((view) => view.participant === participant)!);
  expect(one).toMatchObject({ group: 'teachers', state: 'contributed', contributed: 3, missed: 0, refused: 0 });
  expect(two).toMatchObject({ group: '7b', state: 'asked', contributed: 3, missed: 0, refused: 0, device: null });
  expect(rounds.map(({ number }) => number)).toEqual([1, 2, 3]);
  for (const { asked, contributed, late, refused, extended, bytes, openedAt, closedAt } of rounds) {
    expect([asked, contributed, late, refused, extended]).toEqual([2, 2, 0, 0, false]);
    expect(bytes).toBeGreaterThan(80);
    expect(closedAt).toBeGreaterThanOrEqual(openedAt);
  }
  // A signed contribution each, three times and once more, and what the relay says of it.
  expect(traffic.up).toBe(one!.up + two!.up);
  expect(one!.up).toBeGreaterThan(two!.up);
  expect(one!.down).toBeGreaterThan(3 * rounds[0]!.bytes);
  expect((await overview(2)).rounds.map(({ number }) => number)).toEqual([3]);
});

test('[O3] [O4] after a restart the rounds are there, and what is in the log counts for whom it is from', async () => {
  const token = await invited('all');
  const [a, b] = [await join('a', token), await join('b', token)];
  for (const client of [a, b]) client.ready();
  await trainUntil(3, [a, b]);
  const { rounds } = await overview();
  for (const client of clients.splice(0)) client.close();
  await relay.close();
  await start();
  const again = await overview();
  expect(again.rounds).toEqual(rounds);
  expect(again.participants).toEqual([]);
  await join('a', '');
  expect((await overview()).participants).toMatchObject([{ group: 'all', contributed: 3 }]);
});

test('[O4] who left is away; who was refused, and who missed a round, is told', async () => {
  const token = await invited('all');
  const [a, b, c] = [await join('a', token), await join('b', token), await join('c', token)];
  for (const client of [a, b]) client.ready();
  await Promise.all([a, b].map((client) => client.nth('open')));
  // Round 1 is theirs; the second asks all three.
  c.ready();
  for (let count = 1; (await a.nth('presence', count)).ready < 3;) count++;
  for (const client of [a, b]) client.say(client.contribution());
  await Promise.all([a.nth('open', 2), b.nth('open', 2), c.nth('open')]);
  a.say({ ...a.contribution(), examples: 0 });
  await a.nth('refused');
  a.say(a.contribution({ examples: 0 }));
  await a.nth('refused', 2);
  c.close();
  await c.closed;
  a.say(a.contribution());
  b.say(b.contribution());
  await a.nth('entry', 2);
  const { participants, counts, rounds } = await overview();
  const view = (of: SocketClient) => participants.find(({ participant }) => participant === of.participant)!;
  expect(view(a)).toMatchObject({ refused: 2, missed: 0, contributed: 2 });
  expect(view(c)).toMatchObject({ state: 'away', missed: 1, contributed: 0 });
  expect(counts.away).toBe(1);
  // A wrong signature is refused where the client is, and no contribution.
  expect(rounds.at(-1)).toMatchObject({ number: 2, asked: 3, contributed: 2, refused: 1 });
});

test('[O6] a client that comes with another fingerprint than was published is told of', async () => {
  const token = await invited('all');
  const [a, b] = [await join('a', token), await join('b', token)];
  for (const client of [a, b]) client.ready();
  await trainUntil(2, [a, b]);
  await a.fingerprintOf(2);
  const { epoch } = a.all('welcome')[0]!;
  const odd = (await new SocketClient(relay.url, someone('c')).opened()).hello('tiny', {
    ...{ invite: token, epoch, sequence: a.all('welcome')[0]!.sequence },
  });
  clients.push(odd);
  await odd.nth('welcome');
  const wrong = (await new SocketClient(relay.url, someone('d')).opened()).hello('tiny', {
    ...{ invite: token, epoch, sequence: 2 as never, fingerprint: 'f'.repeat(32) },
  });
  expect(await wrong.closed).toBe(4405);
  const { alerts } = await overview();
  expect(alerts).toMatchObject([{ kind: 'mismatch', words: expect.stringContaining('state 2') }]);
});

test('[H9] [R15] [O5] devices and how the model does on them, by group; kept over a restart', async () => {
  await relay.close();
  manifest = { ...manifest, id: 'judged', evaluate: { every: 1 } };
  await start();
  const [teachers, pupils] = [await invited('teachers'), await invited('7b')];
  const [a, b] = [await join('a', teachers), await join('b', pupils)];
  a.say({ type: 'device', device: { engine: 'webgpu', form: 'desktop' } });
  b.say({ type: 'device', device: { engine: 'simd', form: 'phone' } });
  for (const client of [a, b]) client.ready();
  await trainUntil(1, [a, b]);
  const sequence = a.all('open').at(-1)!.round;
  const state = (sequence - 1) as typeof sequence;
  a.say({ type: 'evaluation', sequence: state, loss: 0.25, count: 10, correct: 9 });
  b.say({ type: 'evaluation', sequence: state, loss: 0.75, count: 10, correct: 5 });
  b.say({ type: 'ready', ready: false });
  for (let count = 1; (await a.nth('presence', count)).ready !== 1;) count++;
  // What was told is written when the relay goes, at the latest.
  for (const client of clients.splice(0)) client.close();
  await relay.close();
  await start();
  const { evaluations } = await overview();
  const shown = evaluations.map(({ group, loss, accuracy }) => [group, loss, accuracy]);
  expect(shown).toEqual([
    ['all', 0.5, 0.7],
    ['engine:simd', 0.75, 0.5],
    ['engine:webgpu', 0.25, 0.9],
    ['form:desktop', 0.25, 0.9],
    ['form:phone', 0.75, 0.5],
    ['invite:7b', 0.75, 0.5],
    ['invite:teachers', 0.25, 0.9],
  ]);
  const summary = await (await fetch(`${relay.url}/federations/judged/summary`)).json();
  expect(summary.evaluations).toEqual([evaluations[0]]);
});

test('[O7] the summary is for everybody and names nobody', async () => {
  const token = await invited('all');
  const [a, b] = [await join('a', token), await join('b', token)];
  for (const client of [a, b]) client.ready();
  await trainUntil(3, [a, b]);
  const response = await fetch(`${relay.url}/federations/tiny/summary`);
  const text = await response.text();
  expect(JSON.parse(text)).toMatchObject({ rounds: 3, contributions: 6, participants: 2, evaluations: [] });
  const { entryBytes } = await (await fetch(`${relay.url}/federations/tiny`)).json();
  expect(JSON.parse(text).logBytes).toBe(entryBytes.total);
  expect(text).not.toContain(a.participant);
  expect((await fetch(`${relay.url}/federations/none/summary`)).status).toBe(404);
});
