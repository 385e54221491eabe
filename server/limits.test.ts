import { mkdtemp, rm } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { connect as connectTcp } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { RELAY_PATH, SUBPROTOCOL, closeCode } from '../src/protocol/index.ts';
import { SocketClient, someone } from '../tests/support/socket-client.ts';
import { tinyFederation } from '../tests/support/tiny-model.ts';
import { type Relay, type RelayOptions, startRelay } from './index.ts';

let data: string;
let relay: Relay;
beforeEach(async () => void (data = await mkdtemp(path.join(tmpdir(), 'dandelion-limits-'))));
afterEach(async () => {
  await relay.close();
  await rm(data, { recursive: true, force: true });
});

async function start(options: Partial<RelayOptions>): Promise<void> {
  const manifest = await tinyFederation(data);
  const fixed = { manifests: [manifest], data, port: 0, host: '127.0.0.1', logLevel: 'silent' } as const;
  relay = await startRelay({ ...fixed, folders: [data], reconstruct: false, ...options });
}

const join = (digit: string, headers: Record<string, string> = {}) =>
  new SocketClient(relay.url, someone(digit), headers).opened();

/** Asks for a WebSocket. @returns the status, and after how many seconds to try again */
function ask(headers: Record<string, string> = {}): Promise<{ status: number; after: number }> {
  return new Promise((resolve, reject) => {
    const upgrade = {
      ...{ connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' },
      ...{ 'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==', 'sec-websocket-protocol': SUBPROTOCOL },
    };
    const asking = httpRequest(relay.url + RELAY_PATH, { headers: { ...upgrade, ...headers } });
    asking.on('upgrade', ({ statusCode = 0 }, socket) => resolve({ status: statusCode, after: socket.destroy() && 0 }));
    asking.on('response', ({ statusCode = 0, headers: said }) => {
      resolve({ status: statusCode, after: Number(said['retry-after']) });
    });
    asking.on('error', reject).end();
  });
}

test('[T9] more newcomers than the relay takes in a second are told to come back later, and those within it are served', async () => {
  await start({ limits: { connectionsPerSecond: 3 } });
  const clients = await Promise.all(['a', 'b', 'c'].map((digit) => join(digit)));
  const refused = await ask();
  expect(refused.status).toBe(503);
  expect(refused.after).toBeGreaterThan(0);
  for (const client of clients) await client.hello('tiny').nth('welcome');
});

test('[T9] a relay that has as many clients as it takes refuses more', async () => {
  await start({ limits: { clients: 1 } });
  const first = await join('a');
  expect((await ask()).status).toBe(503);
  first.close();
  await first.closed;
  await (await join('b')).hello('tiny').nth('welcome');
});

test('[T9] connections that say no HELLO leave room for those that do', async () => {
  await start({ limits: { silentSockets: 2, helloWithin: 400 } });
  const silent = await Promise.all([join('a'), join('b')]);
  expect((await ask()).status).toBe(503);
  expect(await Promise.all(silent.map(({ closed }) => closed))).toEqual(Array(2).fill(closeCode('no-hello')));
  await (await join('c')).hello('tiny').nth('welcome');
});

test('[T4] an address that connects again and again is refused; behind a proxy, one address and not all', async () => {
  await start({ proxies: 1, limits: { connectionsPerMinute: 2 } });
  const from = (address: string) => ask({ 'x-forwarded-for': `9.9.9.9, ${address}` });
  const statuses = [];
  for (let i = 0; i < 3; i++) statuses.push((await from('203.0.113.1')).status);
  expect(statuses).toEqual([101, 101, 429]);
  expect((await from('203.0.113.2')).status).toBe(101);
  expect((await from('203.0.113.1')).after).toBeGreaterThan(0);
});

test('[T4] who sends too many frames does not get more by another connection', async () => {
  await start({ limits: { frameBurst: 5, framesPerSecond: 0.001 } });
  const first = (await join('a')).hello('tiny');
  await first.nth('welcome');
  for (let i = 0; i < 6; i++) first.ready();
  expect(await first.closed).toBe(closeCode('too-many'));
  const second = (await join('a')).hello('tiny').ready();
  expect(await second.closed).toBe(closeCode('too-many'));
  const other = (await join('b')).hello('tiny').ready();
  await other.nth('presence');
  expect(other.socket.readyState).toBe(other.socket.OPEN);
});

test('[T4] contributions are counted by themselves: their signatures cost time', async () => {
  await start({ limits: { contributionBurst: 2, contributionsPerSecond: 0.001 } });
  const pair = await Promise.all(['a', 'b'].map((digit) => join(digit)));
  for (const client of pair) client.hello('tiny').ready();
  await pair[0]!.nth('open');
  for (let i = 0; i < 3; i++) pair[0]!.say({ ...pair[0]!.contribution(), signature: new Uint8Array(64) });
  expect(await pair[0]!.closed).toBe(closeCode('too-many'));
  expect(pair[0]!.all('refused').map(({ reason }) => reason)).toEqual(['bad-signature', 'bad-signature']);
});

test('[W8] the log, exports and commands are given so often a minute to an address', async () => {
  await start({ limits: { logsPerMinute: 2, exportsPerMinute: 1, commandsPerMinute: 1 } });
  const address = `${relay.url}/federations/tiny`;
  const statusOf = async (place: string, method = 'GET') => (await fetch(address + place, { method })).status;
  expect([await statusOf('/log'), await statusOf('/log'), await statusOf('/log')]).toEqual([200, 200, 429]);
  expect([await statusOf('/export/log'), await statusOf('/export/model')]).toEqual([200, 429]);
  expect([await statusOf('/commands', 'POST'), await statusOf('/commands', 'POST')]).toEqual([401, 429]);
  expect(await statusOf('')).toBe(200);
});

test('[T10] headers without an end are cut off', async () => {
  await start({});
  const { port } = new URL(relay.url);
  const answer = await new Promise<string>((resolve) => {
    const socket = connectTcp(Number(port), '127.0.0.1', () => {
      const many = Array.from({ length: 20_000 }, (_, i) => `x-${i}: 1\r\n`).join('');
      socket.write(`GET / HTTP/1.1\r\nhost: a\r\n${many}`);
    });
    socket.once('data', (bytes) => resolve(bytes.toString()));
    socket.on('error', () => {});
  });
  expect(answer).toMatch(/^HTTP\/1.1 431/);
});

/** Opens a connection that says a little at a time, for as long as it may. @returns what it was answered before the end */
function drip(beginning: string, more: string): Promise<string> {
  return new Promise((resolve) => {
    const { port } = new URL(relay.url);
    const socket = connectTcp(Number(port), '127.0.0.1', () => socket.write(beginning));
    const dripping = setInterval(() => socket.write(more), 50);
    let answer = '';
    socket.on('data', (bytes) => (answer += bytes.toString()));
    socket.on('error', () => {});
    socket.on('close', () => {
      clearInterval(dripping);
      resolve(answer);
    });
  });
}

test('[T10] whoever sends a request a little at a time, or none, holds a connection no longer than others', async () => {
  await start({ limits: { headersWithin: 300, requestWithin: 600 } });
  const post = 'POST /federations/tiny/commands HTTP/1.1\r\nhost: a\r\ncontent-length: 4000\r\n\r\n';
  const answers = await Promise.all([drip('GET / HTTP/1.1\r\nhost: a\r\n', 'x: 1\r\n'), drip(post, ' '), drip('', '')]);
  for (const answer of answers) expect(answer).toMatch(/^HTTP\/1.1 408/);
  await (await join('a')).hello('tiny').nth('welcome');
});
