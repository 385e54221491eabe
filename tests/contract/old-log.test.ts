import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterAll, expect, test } from 'vitest';
import { openSqlite } from '../../server/log/index.ts';
import {
  type ParticipantId,
  type Sequence,
  canonicalJson,
  encodeClientMessage,
  encodeEntry,
  entryHash,
  manifestHash,
  parseEpoch,
  parseParticipantId,
  parseSequence,
} from '../../src/protocol/index.ts';
import { testManifest } from '../support/manifest.ts';

const directory = mkdtempSync(join(tmpdir(), 'dandelion-old-log-'));
afterAll(() => rmSync(directory, { recursive: true }));

const manifest = testManifest();
const base = manifestHash(manifest);
const [alice, bob] = ['a', 'b'].map((digit) => parseParticipantId(digit.repeat(32))) as [ParticipantId, ParticipantId];
const epoch = '00112233445566ff';

/** The tables of the first relays, as SQLite has them on record. */
const FIRST = `
  create table kysely_migration (name varchar(255) not null primary key, timestamp varchar(255) not null);
  create table kysely_migration_lock (id varchar(255) not null primary key, is_locked integer default 0 not null);
  insert into kysely_migration_lock values ('migration_lock', 0);
  insert into kysely_migration values ('0001-logs', '2026-11-01T00:00:00.000Z');
  create table federations (id text primary key, manifest text not null, manifest_hash text not null, epoch text not null);
  create table entries (federation text not null references federations (id), sequence bigint not null,
    chain text not null, bytes blob not null, size bigint not null, closed_at bigint not null,
    constraint entries_key primary key (federation, sequence));
  create table rounds (federation text primary key references federations (id), number bigint not null,
    chain text not null, opened_at bigint not null, deadline bigint not null, asked text not null);
  create table contributions (federation text not null references federations (id), round bigint not null,
    participant text not null, place bigint not null, received_at bigint not null, frame blob not null,
    constraint contributions_key primary key (federation, round, participant));
  create table fingerprints (federation text not null references federations (id), sequence bigint not null,
    fingerprint text not null, constraint fingerprints_key primary key (federation, sequence));
  create table snapshots (federation text not null references federations (id), sequence bigint not null,
    bytes bigint not null, sha256 text not null, fingerprint text not null,
    constraint snapshots_key primary key (federation, sequence));`;
/** What the second ones added. */
const SECOND = `
  alter table entries add column participants text;
  insert into kysely_migration values ('0002-participants', '2026-11-10T00:00:00.000Z');`;

/** A file of an old relay: three entries of Alice's, of which the relay noted that, and round 4 open with her in it. */
function oldFile(name: string, schema: string): { path: string; entries: Uint8Array[] } {
  const path = join(directory, name);
  const database = new Database(path);
  database.exec(schema);
  database
    .prepare('insert into federations values (?, ?, ?, ?)')
    .run(manifest.id, canonicalJson(manifest), base, epoch);
  const entries: Uint8Array[] = [];
  let previous = base;
  for (const number of [1, 2, 3]) {
    const parts = [{ participant: alice, examples: 7, scalars: new Float32Array(number) }];
    const bytes = encodeEntry({ kind: 'private', sequence: number as Sequence, previous, parts, late: [] });
    previous = entryHash(bytes);
    const columns = 'federation, sequence, chain, bytes, size, closed_at';
    const insert = database.prepare(`insert into entries (${columns}) values (?, ?, ?, ?, ?, ?)`);
    insert.run(manifest.id, number, previous, bytes, bytes.length, 1_795_000_000_000);
    entries.push(bytes);
  }
  const asked = JSON.stringify([alice, bob]);
  database.prepare('insert into rounds values (?, 4, ?, 1000, 61000, ?)').run(manifest.id, previous, asked);
  const round = parseSequence(4);
  const scalars = Float32Array.of(1, -2);
  const message = { type: 'contribution', round, chain: previous, examples: 7, scalars } as const;
  const frame = encodeClientMessage({ ...message, signature: new Uint8Array(64) }).slice(0, -64);
  database.prepare('insert into contributions values (?, 4, ?, 0, 2000, ?)').run(manifest.id, alice, frame);
  database.close();
  return { path, entries };
}

test.each([
  ['first', FIRST],
  ['second', FIRST + SECOND],
])(
  '[L3] [R7] a log of the %s schema goes on: entries, bytes, the open round and who is in it',
  async (name, schema) => {
    const { path, entries } = oldFile(`${name}.sqlite`, schema);
    const store = await openSqlite(path);
    const log = await store.open(manifest, () => parseEpoch('ff'.repeat(8)));
    expect(log.epoch).toBe(epoch);
    expect(await log.entries(parseSequence(1), 1e6)).toEqual(entries);
    const sizes = entries.map((bytes) => bytes.length);
    expect(await log.entryBytes(parseSequence(0))).toBe(sizes[0]! + sizes[1]! + sizes[2]!);
    expect(await log.entryBytes(parseSequence(2))).toBe(sizes[2]);

    const state = await log.state();
    expect(state).toMatchObject({ status: { state: 'running' }, guard: { best: null }, recent: [], late: [] });
    expect(state.round?.contributions).toMatchObject([
      { participant: alice, contribution: { scalars: Float32Array.of(1, -2), signature: new Uint8Array(64) } },
    ]);
    const contribution = state.round!.contributions[0]!.contribution;
    await log.commit([{ type: 'contribution', stored: { participant: bob, contribution, at: 3000 } }]);
    const { round } = await log.state();
    expect(round?.contributions.map(({ participant }) => participant)).toEqual([alice, bob]);
    await store.close();
  },
);

test('[C4] of entries from before the relay noted who is in them, the entry says', async () => {
  const { path } = oldFile('names.sqlite', FIRST);
  const store = await openSqlite(path);
  const log = await store.open(manifest, () => parseEpoch(epoch));
  expect(await log.contributed(parseSequence(1), alice)).toBe(true);
  expect(await log.contributed(parseSequence(1), bob)).toBe(false);
  expect(await log.contributed(parseSequence(4), bob)).toBe(false);
  await store.close();
});
