import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { type Entry, decodeEntry, entryHash } from '../src/protocol/index.ts';
import { type RelayProcess, forkRelay } from '../tests/support/relay-process.ts';
import { partsOf } from '../tests/support/entry.ts';
import { SocketClient, someone } from '../tests/support/socket-client.ts';

/** How often the relay is killed, and after how many acknowledgements each time. */
const KILLS = 4;
const ACKS = 25;

let folder: string | null = null;
let relay: RelayProcess | null = null;
afterEach(async () => {
  await relay?.kill();
  if (folder) await rm(folder, { recursive: true });
});

/** Every acknowledgement that any client ever got: round and participant. */
type Acked = Set<string>;

/** A client that answers every OPEN at once, and notes every ACK. Settles when the connection ends. */
async function contributeUntilTheEnd(url: string, digit: string, acked: Acked): Promise<SocketClient> {
  const client = await new SocketClient(url, someone(digit)).opened();
  client.socket.on('message', () => {
    const last = client.received.at(-1)!;
    if (last.type === 'open') client.say(client.contribution());
    if (last.type === 'ack') acked.add(`${last.round} ${client.participant}`);
  });
  return client.hello('tiny').ready();
}

test('promise 4: [C2] [R7] killed with -9 in the middle of contributions, the relay has every acknowledged one in an entry exactly once', async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'dandelion-kill-'));
  const acked: Acked = new Set();
  const epochs = new Set<string>();
  for (let kill = 0; kill < KILLS; kill++) {
    relay = await forkRelay(folder);
    const { url } = relay;
    const before = acked.size;
    const clients = await Promise.all(['a', 'b', 'c'].map((digit) => contributeUntilTheEnd(url, digit, acked)));
    epochs.add((await clients[0]!.nth('welcome')).epoch);
    await new Promise<void>((resolve) => {
      for (const client of clients) client.socket.on('message', () => acked.size >= before + ACKS && resolve());
    });
    await relay.kill();
    await Promise.all(clients.map((client) => client.closed));
  }

  // Started once more, it closes the round that was open with what it had acknowledged.
  relay = await forkRelay(folder);
  const { url } = relay;
  const clients = await Promise.all(['a', 'b', 'c'].map((digit) => contributeUntilTheEnd(url, digit, acked)));
  const { sequence: sequenceThen } = await clients[0]!.nth('welcome');
  const { round } = await clients[0]!.nth('open');
  expect(round).toBe(sequenceThen + 1);
  const last = await entry(clients[0]!, round + 1);
  for (const client of clients) client.close();

  const response = await fetch(`${url}/federations/tiny/log`);
  const entries = split(Buffer.from(await response.arrayBuffer()));
  const state = await (await fetch(`${url}/federations/tiny`)).json();
  const chain = entries.reduce<string>((previous, bytes, i) => {
    expect(decodeEntry(bytes)).toMatchObject({ sequence: i + 1, previous });
    return entryHash(bytes);
  }, state.manifestHash);
  expect(chain).toBe(state.chain);
  const kept = entries.flatMap((bytes) => {
    const { sequence } = decodeEntry(bytes);
    return partsOf(bytes).map(({ participant, scalars }) => {
      // The scalars name their round: nothing was put into another one.
      expect(scalars[1]).toBe(sequence);
      return `${sequence} ${participant}`;
    });
  });
  expect(new Set(kept).size).toBe(kept.length);
  const lost = [...acked].filter((ack) => Number(ack.split(' ')[0]) <= last.sequence && !kept.includes(ack));
  expect(lost).toEqual([]);
  expect(acked.size).toBeGreaterThanOrEqual(KILLS * ACKS);
  expect(epochs.size).toBe(1);
}, 60_000);

async function entry(client: SocketClient, sequence: number): Promise<Entry> {
  for (let count = 1; ; count++) {
    const found = decodeEntry((await client.nth('entry', count)).bytes);
    if (found.sequence === sequence) return found;
  }
}

function split(log: Buffer): Uint8Array[] {
  const entries: Uint8Array[] = [];
  for (let at = 0; at < log.length;) {
    const length = log.readUInt32BE(at);
    entries.push(new Uint8Array(log.subarray(at + 4, at + 4 + length)));
    at += 4 + length;
  }
  return entries;
}
