import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { type Relay, startRelay } from '../../server/index.ts';
import { type TestPostgres, startPostgres } from '../support/postgres.ts';
import { type TestS3, startS3 } from '../support/s3.ts';
import { SocketClient, someone, trainUntil } from '../support/socket-client.ts';
import { tinyFederation } from '../support/tiny-model.ts';

let folder: string;
let postgres: TestPostgres;
let s3: TestS3;
const relays: Relay[] = [];
const clients: SocketClient[] = [];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'dandelion-cluster-snapshots-'));
  [postgres, s3] = await Promise.all([startPostgres(), startS3()]);
  s3.createBucket('shared');
  for (const [name, value] of Object.entries(s3.environment)) vi.stubEnv(name, value);
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.socket.terminate();
  await Promise.all(relays.splice(0).map((relay) => relay.close()));
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await Promise.all([postgres.stop(), s3.stop()]);
  await rm(folder, { recursive: true });
});

test('promise 3: [N7] [S3] nodes rebuild the same bits; one writes the snapshot, all serve it, and none contradicts another', async () => {
  const manifest = await tinyFederation(folder);
  const database = await postgres.database();
  const start = async (name: string): Promise<Relay> => {
    const relay = await startRelay({
      ...{ manifests: [manifest], folders: [folder], port: 0, host: '127.0.0.1', logLevel: 'silent' },
      ...{ data: path.join(folder, name), database, snapshots: 's3://shared/models' },
    });
    relays.push(relay);
    return relay;
  };
  const join = async (relay: Relay, digit: string): Promise<SocketClient> => {
    const client = await new SocketClient(relay.url, someone(digit)).opened();
    clients.push(client);
    return client.hello('tiny');
  };
  const nodes = [await start('one'), await start('two')];
  const pair = [await join(nodes[0]!, 'a'), await join(nodes[1]!, 'b')];
  for (const client of pair) client.ready();
  await trainUntil(3, pair);
  const fingerprints = await Promise.all(pair.map((client) => client.fingerprintOf(3)));
  expect(fingerprints[0]).toBe(fingerprints[1]);

  const third = await start('three');
  const late = await join(third, 'c');
  for (const relay of [...nodes, third]) {
    const { snapshot } = await (await fetch(`${relay.url}/federations/tiny`)).json();
    expect(snapshot).toMatchObject({ sequence: 2 });
    const response = await fetch(relay.url + snapshot.url);
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(snapshot.sha256);
    const part = await fetch(relay.url + snapshot.url, { headers: { range: 'bytes=0-7' } });
    expect([part.status, await part.text()]).toEqual([206, 'DNDLSNAP']);
  }
  // Whoever differs from what was published would say so.
  await trainUntil(5, pair);
  await late.fingerprintOf(5);
  for (const relay of [...nodes, third]) {
    const health = await fetch(`${relay.url}/healthz`);
    expect(await health.json()).toEqual({ ok: true, fault: null });
  }
});
