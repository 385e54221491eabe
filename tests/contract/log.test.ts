import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MemoryLogStore, openPostgres, openSqlite } from '../../server/log/index.ts';
import { encodeEntry, entryHash, manifestHash, parseEpoch, parseSequence } from '../../src/protocol/index.ts';
import { testManifest } from '../support/manifest.ts';
import { type TestPostgres, startPostgres } from '../support/postgres.ts';
import { logSuite } from './log-suite.ts';

const directory = mkdtempSync(join(tmpdir(), 'dandelion-log-'));
afterAll(() => rmSync(directory, { recursive: true }));
let files = 0;

logSuite('memory', async () => {
  const store = new MemoryLogStore();
  return { store, reopen: async () => store };
});

logSuite('sqlite', async () => {
  const path = join(directory, `${files++}.sqlite`);
  return { store: await openSqlite(path), reopen: () => openSqlite(path) };
});

let postgres: TestPostgres;
beforeAll(async () => void (postgres = await startPostgres()));
afterAll(() => postgres.stop());

logSuite('postgresql', async () => {
  const url = await postgres.database();
  const open = async () => (await openPostgres(url)).store;
  return { store: await open(), reopen: open };
});

test('[L4] a second relay on the same file is refused, with what to do', async () => {
  const path = join(directory, 'locked.sqlite');
  const store = await openSqlite(path);
  await expect(openSqlite(path)).rejects.toThrow(/Another relay has the log .* open\. Stop it first/);
  await store.close();
  await (await openSqlite(path)).close();
});

test('[N1] nodes that start at once on an empty database bring it to its schema together, and agree on one epoch', async () => {
  const url = await postgres.database();
  const nodes = await Promise.all(Array.from({ length: 4 }, () => openPostgres(url)));
  const manifest = testManifest();
  const logs = await Promise.all(
    nodes.map(({ store }, i) => store.open(manifest, () => parseEpoch(String(i).repeat(16)))),
  );
  expect(new Set(logs.map(({ epoch }) => epoch)).size).toBe(1);
  for (const { store } of nodes) await store.close();
});

test('[L3] [N1] of nodes that append the same entry at once, one does, and the others are refused', async () => {
  const url = await postgres.database();
  const nodes = await Promise.all(Array.from({ length: 4 }, () => openPostgres(url)));
  const manifest = testManifest();
  const logs = await Promise.all(nodes.map(({ store }) => store.open(manifest, () => parseEpoch('0'.repeat(16)))));
  const previous = manifestHash(manifest);
  const sequence = parseSequence(1);
  const bytes = encodeEntry({ kind: 'private', sequence, previous, late: [], parts: [] });
  const append = { type: 'append', sequence, previous, chain: entryHash(bytes), bytes } as const;
  const writes = [{ ...append, participants: [], at: 0, record: null }];
  const ends = await Promise.allSettled(logs.map((log) => log.commit(writes)));
  expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const end of ends) if (end.status === 'rejected') expect(end.reason).toMatchObject({ name: 'LogError' });
  for (const { store } of nodes) await store.close();
});

test('a database that cannot be reached is told with its place and without its password', async () => {
  const refused = openPostgres('postgres://someone:secret@127.0.0.1:1/nothing');
  await expect(refused).rejects.toThrow(/127\.0\.0\.1:1\/nothing cannot be used.*DATABASE_URL/);
  await expect(refused).rejects.not.toThrow(/secret/);
});
