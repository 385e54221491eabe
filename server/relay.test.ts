import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import {
  type Manifest,
  closeCode,
  decodeEntry,
  entryHash,
  manifestHash,
  parseSequence,
  SUBPROTOCOL,
} from '../src/protocol/index.ts';
import { SocketClient, someone, trainUntil } from '../tests/support/socket-client.ts';
import { partsOf } from '../tests/support/entry.ts';
import { tinyFederation } from '../tests/support/tiny-model.ts';
import { type Relay, type RelayOptions, startRelay } from './index.ts';

let folder: string;
let page: string;
let manifest: Manifest;
let runs = 0;
const open: { relays: Relay[]; clients: SocketClient[] } = { relays: [], clients: [] };

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'dandelion-relay-'));
  page = path.join(folder, 'page');
  await mkdir(path.join(page, 'assets'), { recursive: true });
  const script = 'console.log("dandelion");';
  await writeFile(path.join(page, 'index.html'), '<!doctype html><title>Dandelion</title>');
  await writeFile(path.join(page, 'assets', 'index-1a2b.js'), script);
  await writeFile(path.join(page, 'assets', 'index-1a2b.js.br'), brotliCompressSync(script));
  await writeFile(path.join(page, 'secret.key'), 'not for the web');
  await writeFile(path.join(folder, 'outside.txt'), 'not for the web');
  manifest = await tinyFederation(page);
});
afterEach(async () => {
  for (const client of open.clients.splice(0)) client.socket.terminate();
  for (const relay of open.relays.splice(0)) await relay.close();
});
afterAll(() => rm(folder, { recursive: true }));

async function start(options: Partial<RelayOptions> = {}): Promise<Relay> {
  const data = path.join(folder, `data-${runs++}`);
  const relay = await startRelay({
    manifests: [manifest],
    data,
    port: 0,
    host: '127.0.0.1',
    logLevel: 'silent',
    folders: [page],
    reconstruct: false,
    ...options,
  });
  open.relays.push(relay);
  return relay;
}

async function connect(relay: Relay, digit: string, headers: Record<string, string> = {}): Promise<SocketClient> {
  const client = new SocketClient(relay.url, someone(digit), headers);
  open.clients.push(client);
  return client.opened();
}

async function train(relay: Relay, rounds: number): Promise<SocketClient[]> {
  const clients = await Promise.all(['a', 'b'].map((digit) => connect(relay, digit)));
  for (const client of clients) client.hello('tiny').ready();
  await trainUntil(rounds, clients);
  return clients;
}

describe('sockets', () => {
  test('rounds advance over real sockets, and every client gets the same entries', async () => {
    const relay = await start();
    const [alice, bob] = await train(relay, 3);
    expect(alice!.all('ack').map(({ round }) => round)).toEqual([1, 2, 3]);
    expect(alice!.all('entry')).toEqual(bob!.all('entry'));
    expect(partsOf(alice!.all('entry')[0]!.bytes)).toHaveLength(2);
  });

  test('[F4] bad bytes end their own connection with a reason, and rounds go on', async () => {
    const relay = await start();
    const clients = await train(relay, 1);
    const bad = await connect(relay, 'c');
    bad.hello('tiny');
    await bad.nth('welcome');
    bad.socket.send(Uint8Array.of(77, 1, 2, 3));
    expect(await bad.closed).toBe(closeCode('bad-frame'));
    expect(bad.received.at(-1)).toEqual({ type: 'goodbye', reason: 'bad-frame', within: 0 });
    const text = await connect(relay, 'd');
    text.hello('tiny');
    text.socket.send('hello');
    expect(await text.closed).toBe(closeCode('bad-frame'));
    await trainUntil(2, clients);
  });

  test('[T3] a frame beyond the limit ends its connection', async () => {
    const relay = await start();
    const client = await connect(relay, 'a');
    client.socket.send(new Uint8Array(65_537));
    expect(await client.closed).toBe(1009);
  });

  test('[H1] an unknown federation, another version and a missing HELLO are told apart', async () => {
    const relay = await start({ limits: { helloWithin: 50 } });
    const astray = await connect(relay, 'a');
    expect(await astray.hello('elsewhere').closed).toBe(closeCode('unknown-federation'));
    const old = await connect(relay, 'a');
    old.socket.send(Uint8Array.of(1, 0, 9));
    expect(await old.closed).toBe(closeCode('version'));
    const silent = await connect(relay, 'a');
    expect(await silent.closed).toBe(closeCode('no-hello'));
  });

  test('[H5] a second connection of one participant replaces the first', async () => {
    const relay = await start();
    const older = (await connect(relay, 'a')).hello('tiny');
    await older.nth('welcome');
    const newer = (await connect(relay, 'a')).hello('tiny');
    expect(await older.closed).toBe(closeCode('replaced'));
    expect((await newer.nth('presence')).connected).toBe(1);
  });

  test('[H3] a client that returns gets what it lacks', async () => {
    const relay = await start();
    const [alice] = await train(relay, 3);
    const { epoch } = await alice!.nth('welcome');
    alice!.close();
    await alice!.closed;
    const back = (await connect(relay, 'a')).hello('tiny', { epoch, sequence: parseSequence(2) });
    await back.nth('open');
    expect(back.all('entry')).toEqual(alice!.all('entry').slice(2));
  });

  test('[T2] another program, another path and a page of another host are refused', async () => {
    const relay = await start({ origins: ['https://friend.example'] });
    const socket = new WebSocket(`${relay.url.replace('http', 'ws')}/relay`, 'tulip.2');
    await expect(new Promise((_, reject) => socket.on('error', reject))).rejects.toThrow('400');
    const elsewhere = new WebSocket(`${relay.url.replace('http', 'ws')}/other`, SUBPROTOCOL);
    await expect(new Promise((_, reject) => elsewhere.on('error', reject))).rejects.toThrow('404');
    await expect(connect(relay, 'a', { origin: 'https://evil.example' })).rejects.toThrow('403');
    await connect(relay, 'a', { origin: relay.url });
    await connect(relay, 'a', { origin: 'https://friend.example' });
  });

  test('[T2] a page of another version is told so, in two bytes that every version reads', async () => {
    const relay = await start();
    for (const version of ['dandelion.1', 'dandelion.99']) {
      const socket = new WebSocket(`${relay.url.replace('http', 'ws')}/relay`, version);
      const frames: Buffer[] = [];
      socket.on('message', (data: Buffer) => void frames.push(data));
      const code = await new Promise((resolve) => socket.on('close', resolve));
      expect([socket.protocol, code]).toEqual([version, closeCode('version')]);
      expect(frames).toEqual([Buffer.of(0x88, 2)]);
    }
  });

  test('[T4] too many connections of one address, and too many frames, end those connections', async () => {
    const relay = await start({ limits: { socketsPerAddress: 2, frameBurst: 5, framesPerSecond: 0.001 } });
    const quiet = await connect(relay, 'a');
    const loud = (await connect(relay, 'b')).hello('tiny');
    expect(await (await connect(relay, 'c')).closed).toBe(closeCode('too-many'));
    for (let i = 0; i < 6; i++) loud.say({ type: 'heartbeat' });
    expect(await loud.closed).toBe(closeCode('too-many'));
    quiet.hello('tiny');
    await quiet.nth('welcome');
  });

  test('[T4] a client that does not read is let go, and the others are not', async () => {
    const relay = await start({ limits: { unsentBytes: -1 } });
    const client = (await connect(relay, 'a')).hello('tiny');
    expect(await client.closed).toBe(closeCode('too-slow'));
  });

  test('[T7] the relay says something when nothing is said, and gives up on a client that is gone', async () => {
    const relay = await start({ limits: { heartbeatEvery: 20, silence: 1000 } });
    const client = (await connect(relay, 'a')).hello('tiny');
    await client.nth('heartbeat', 2);
    // Answers no more pings, as a device that fell asleep.
    client.socket.pause();
    const other = (await connect(relay, 'b')).hello('tiny');
    let connected = 2;
    for (let count = 1; connected > 1; count++) ({ connected } = await other.nth('presence', count));
    expect(connected).toBe(1);
  });

  test('[T6] a relay that shuts down says goodbye, and over how long to come back: 200 a second', async () => {
    const relay = await start();
    const client = (await connect(relay, 'a')).hello('tiny');
    await client.nth('welcome');
    await relay.close();
    expect(await client.closed).toBe(closeCode('shutting-down'));
    expect(client.received.at(-1)).toEqual({ type: 'goodbye', reason: 'shutting-down', within: 5 });
  });
});

describe('restarting', () => {
  test('[R7] a relay that is started again goes on with its round and its epoch', async () => {
    const data = path.join(folder, 'again');
    const relay = await start({ data });
    const [alice, bob] = await train(relay, 1);
    alice!.say(alice!.contribution());
    await alice!.nth('ack', 2);
    await relay.close();
    const second = await start({ data });
    const back = (await connect(second, 'b')).hello('tiny');
    expect((await back.nth('welcome')).epoch).toBe((await bob!.nth('welcome')).epoch);
    expect((await back.nth('open')).round).toBe(2);
    back.say(back.contribution());
    const parts = partsOf((await back.nth('entry', 2)).bytes);
    expect(parts.map(({ participant }) => participant)).toEqual([someone('a'), someone('b')]);
  });

  test('[L1] a changed manifest and a missing model are refused with what to do', async () => {
    const data = path.join(folder, 'changed');
    await (await start({ data })).close();
    await expect(start({ data, manifests: [{ ...manifest, title: 'Changed' }] })).rejects.toThrow(/another id/);
    const astray = { ...manifest, id: 'astray', model: { ...manifest.model, location: '/models/none' } };
    await expect(start({ manifests: [astray], reconstruct: true })).rejects.toThrow('/models/none/config.json');
  });

  test('a taken port is told', async () => {
    const { port } = await start();
    await expect(start({ port })).rejects.toThrow(`Port ${port} is taken`);
  });
});

describe('HTTP', () => {
  test('[W1] security headers stand on every answer', async () => {
    const relay = await start();
    for (const address of ['/', '/nothing', '/federations', '/healthz', '/assets/index-1a2b.js', '/metrics']) {
      const { headers } = await fetch(relay.url + address);
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
      expect(headers.get('cross-origin-embedder-policy')).toBe('require-corp');
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      const policy = headers.get('content-security-policy');
      expect(policy).toContain("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'");
      expect(policy).toContain(`connect-src 'self' ws://127.0.0.1:${relay.port} wss://127.0.0.1:${relay.port};`);
    }
  });

  test('[W2] the page is checked each time, hashed assets never, and both are compressed where possible', async () => {
    const relay = await start();
    const index = await fetch(`${relay.url}/`);
    expect(index.headers.get('cache-control')).toBe('no-cache');
    expect(await index.text()).toContain('Dandelion');
    const etag = index.headers.get('etag')!;
    expect((await fetch(`${relay.url}/`, { headers: { 'if-none-match': etag } })).status).toBe(304);
    const asset = await fetch(`${relay.url}/assets/index-1a2b.js`, { headers: { 'accept-encoding': 'gzip, br' } });
    expect(asset.headers.get('cache-control')).toContain('immutable');
    expect(asset.headers.get('content-encoding')).toBe('br');
    expect(await asset.text()).toBe('console.log("dandelion");');
    const plain = await fetch(`${relay.url}/assets/index-1a2b.js`, { headers: { 'accept-encoding': 'br;q=0' } });
    expect(plain.headers.get('content-encoding')).toBeNull();
  });

  test.each(['/secret.key', '/../outside.txt', '/%2e%2e/outside.txt', '/..%2foutside.txt', '/assets', '/%', '/%00'])(
    '[W2] nothing but the files of the page is served: %s',
    async (address) => {
      const relay = await start();
      expect((await fetch(relay.url + address)).status).toBe(404);
    },
  );

  test('[W3] model files are served whole and in part', async () => {
    const relay = await start();
    const address = `${relay.url}/models/tiny/model.safetensors`;
    const whole = Buffer.from(await (await fetch(address)).arrayBuffer());
    expect(createHash('sha256').update(whole).digest('hex')).toBe(manifest.model.files[1]!.sha256);
    const part = await fetch(address, { headers: { range: 'bytes=100-199' } });
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe(`bytes 100-199/${whole.length}`);
    expect(Buffer.from(await part.arrayBuffer())).toEqual(whole.subarray(100, 200));
    const beyond = await fetch(address, { headers: { range: `bytes=${whole.length}-` } });
    expect(beyond.status).toBe(416);
    const head = await fetch(address, { method: 'HEAD' });
    expect(head.headers.get('content-length')).toBe(String(whole.length));
  });

  test('[W4] a federation is described in the keys of PROTOCOL.md', async () => {
    const relay = await start();
    await train(relay, 2);
    const state = await (await fetch(`${relay.url}/federations/tiny`)).json();
    const log = Buffer.from(await (await fetch(`${relay.url}/federations/tiny/log`)).arrayBuffer());
    expect(state).toEqual({
      protocol: 3,
      access: 'open',
      status: { state: 'running', cause: 'none', words: '' },
      manifest: JSON.parse(JSON.stringify(manifest)),
      manifestHash: manifestHash(manifest),
      epoch: expect.stringMatching(/^[0-9a-f]{16}$/),
      sequence: 2,
      chain: expect.stringMatching(/^[0-9a-f]{64}$/),
      fingerprint: null,
      entryBytes: { total: log.length - 8, sinceSnapshot: log.length - 8 },
      snapshot: null,
      connected: 2,
      ready: 2,
      round: { number: 3, participants: 2, contributed: 0, remaining: expect.any(Number) },
    });
    expect(await (await fetch(`${relay.url}/federations`)).json()).toMatchObject({
      federations: [{ id: 'tiny', title: 'Test', sequence: 2, connected: 2, ready: 2 }],
    });
    expect((await fetch(`${relay.url}/federations/none`)).status).toBe(404);
  });

  test('[L5] the exported log verifies against the manifest', async () => {
    const relay = await start();
    await train(relay, 3);
    const state = await (await fetch(`${relay.url}/federations/tiny`)).json();
    const entries = await exportedLog(relay);
    const chain = entries.reduce<string>((previous, bytes, i) => {
      expect(decodeEntry(bytes)).toMatchObject({ sequence: i + 1, previous });
      return entryHash(bytes);
    }, manifestHash(manifest));
    expect(chain).toBe(state.chain);
    expect(await exportedLog(relay, '?from=3')).toEqual(entries.slice(2));
    expect(await exportedLog(relay, '?from=9')).toEqual([]);
    expect((await fetch(`${relay.url}/federations/tiny/log?from=0`)).status).toBe(400);
  });

  test('[W5] health and metrics', async () => {
    const relay = await start();
    await train(relay, 2);
    expect(await (await fetch(`${relay.url}/healthz`)).json()).toEqual({ ok: true, fault: null });
    const metrics = await (await fetch(`${relay.url}/metrics`)).text();
    expect(metrics).toContain('dandelion_rounds_closed_total{federation="tiny"} 2');
    expect(metrics).toContain('dandelion_contributions_acknowledged_total{federation="tiny"} 4');
    expect(metrics).toContain('dandelion_sockets 2');
    expect(metrics).toContain('dandelion_clients{federation="tiny"} 2');
  });

  test('a relay without a built page says how to build it', async () => {
    const relay = await start({ folders: [] });
    const response = await fetch(relay.url);
    expect([response.status, await response.text()]).toEqual([503, expect.stringContaining('npm')]);
  });
});

async function exportedLog(relay: Relay, query = ''): Promise<Uint8Array[]> {
  const bytes = Buffer.from(await (await fetch(`${relay.url}/federations/tiny/log${query}`)).arrayBuffer());
  const entries: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = bytes.readUInt32BE(at);
    entries.push(new Uint8Array(bytes.subarray(at + 4, at + 4 + length)));
    at += 4 + length;
  }
  return entries;
}
