import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterAll, expect, test } from 'vitest';
import { MemoryLogStore, openSqlite } from '../../server/log/index.ts';
import {
  encodeEntry,
  entryHash,
  manifestHash,
  parseEpoch,
  parseParticipantId,
  parseSequence,
} from '../../src/protocol/index.ts';
import { testManifest } from '../support/manifest.ts';
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

test('[L4] a second relay on the same file is refused, with what to do', async () => {
  const path = join(directory, 'locked.sqlite');
  const store = await openSqlite(path);
  await expect(openSqlite(path)).rejects.toThrow(/Another relay has the log .* open\. Stop it first/);
  await store.close();
  await (await openSqlite(path)).close();
});

test('[C4] a database of the first version is brought up to date, and knows who is in its old entries', async () => {
  const path = join(directory, 'old.sqlite');
  const [alice, bob] = ['a', 'b'].map((digit) => parseParticipantId(digit.repeat(32)));
  const manifest = testManifest();
  const open = async () => {
    const store = await openSqlite(path);
    return { store, log: await store.open(manifest, () => parseEpoch('00112233445566ff')) };
  };
  const sequence = parseSequence(1);
  const parts = [{ participant: alice!, examples: 7, scalars: Float32Array.of(1) }];
  const place = { sequence, previous: manifestHash(manifest) };
  const bytes = encodeEntry({ kind: 'private', ...place, parts, late: [] });
  const first = await open();
  await first.log.commit([
    { type: 'append', ...place, chain: entryHash(bytes), bytes, participants: [alice!], at: 1_795_000_000_000 },
  ]);
  await first.store.close();

  const database = new Database(path);
  database.exec('alter table entries drop column participants');
  database.exec("delete from kysely_migration where name = '0002-participants'");
  database.close();

  const { store, log } = await open();
  expect(await log.entries(sequence, 1e6)).toEqual([bytes]);
  expect(await log.contributed(sequence, alice!)).toBe(true);
  expect(await log.contributed(sequence, bob!)).toBe(false);
  expect(await log.contributed(parseSequence(2), alice!)).toBe(false);
  await store.close();
});
