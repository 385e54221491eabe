import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testManifest } from '../../tests/support/manifest.ts';
import { type Manifest, manifestHash } from '../protocol/index.ts';
import { snapshotOffer } from './snapshot.ts';

/** What a relay says of its federation, and a snapshot of 4 MB behind it. */
let state: object;
const server = createServer((request, response) => {
  response.setHeader('content-type', 'application/json');
  response.end(request.url === '/federations/test' ? JSON.stringify(state) : 'bytes');
});
let relay: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  relay = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

const numbers = { epsilon: 1e-3, localSteps: 2, batch: 4, clip: 1000, noise: 'rademacher' } as const;
const learningRate = { from: 1e-2, to: 1e-2, rounds: 1 };
const pool = { name: 'fedkseed', directions: 'pool', pool: 32, ...numbers, learningRate } as const;

async function isTaken(changes: Partial<Manifest>, entryBytes: number, weights: number): Promise<boolean> {
  const manifest = { ...testManifest(), ...changes };
  const snapshot = { sequence: 9, bytes: 4e6, sha256: 'ab'.repeat(32), fingerprint: 'cd'.repeat(16), url: '/snapshot' };
  state = {
    ...{ manifest, manifestHash: manifestHash(manifest), epoch: '00112233aabbccdd', sequence: 9, chain: '' },
    ...{ entryBytes: { total: entryBytes, sinceSnapshot: 0 }, snapshot },
  };
  const offer = await snapshotOffer(relay, 'test', weights, new AbortController().signal);
  return offer !== null;
}

test('a snapshot is taken where a log has many directions, and not where it has few', async () => {
  expect(await isTaken({}, 1e6, 1e6)).toBe(true);
  expect(await isTaken({}, 1e3, 1e6)).toBe(false);
});

test("a pool's log is replayed however long it is, unless each update is rounded by itself, at 16 bits", async () => {
  expect(await isTaken({ method: pool }, 1e6, 1e6)).toBe(false);
  expect(await isTaken({ method: pool, precision: 16 }, 1e6, 1e6)).toBe(true);
});
