import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, rename, stat } from 'node:fs/promises';
import path from 'node:path';
import Database from 'libsql';
import pg from 'pg';
import { openPostgres, openSqlite } from '../server/log/index.ts';
import {
  type Manifest,
  encodeEntry,
  manifestHash,
  parseEpoch,
  parseHash,
  parseSequence,
  scalarCount,
} from '../src/protocol/index.ts';
import { identityOf, scalarsOf, tell } from './support/index.ts';

const CACHE = path.join(import.meta.dirname, '..', '.cache', 'loadtest');
const EPOCH = parseEpoch('0123456789abcdef');
/** Two participants in each entry. */
const PARTICIPANTS = 2;
/** Rows of one transaction. */
const BATCH = 10_000;

/** The rows of a log of `count` entries with a valid chain, in order: what the relay itself would have written. */
export function* entryRows(manifest: Manifest, count: number) {
  const scalars = scalarCount(manifest);
  const participants = Array.from({ length: PARTICIPANTS }, (_, i) => identityOf(i).participant).toSorted();
  const names = JSON.stringify(participants);
  let chain = manifestHash(manifest);
  let total = 0;
  for (let sequence = 1; sequence <= count; sequence++) {
    const parts = participants.map((participant) => {
      return { participant, examples: 10, scalars: scalarsOf(participant, sequence, scalars) };
    });
    const place = { sequence: parseSequence(sequence), previous: chain };
    const bytes = encodeEntry({ kind: 'private', ...place, parts, late: [] });
    chain = parseHash(createHash('sha256').update(bytes).digest('hex'));
    total += bytes.length;
    yield { sequence, chain, bytes, size: bytes.length, participants: names, total };
  }
}

/**
 * A SQLite log of `count` entries, built once into .cache: its tables by the relay's own code, its rows in bulk.
 * Copies it below `folder`, as the data directory of a relay. @returns its bytes
 */
export async function millionInSqlite(manifest: Manifest, count: number, folder: string) {
  const cached = path.join(CACHE, `log-${manifestHash(manifest).slice(0, 16)}-${count}.sqlite`);
  if (!existsSync(cached)) {
    await mkdir(CACHE, { recursive: true });
    const building = `${cached}.${process.pid}`;
    tell(`Building a log of ${count} entries, once ...`);
    await build(building, manifest, count);
    await rename(building, cached);
  }
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, 'relay.sqlite');
  await copyFile(cached, file);
  return (await stat(file)).size;
}

async function build(file: string, manifest: Manifest, count: number): Promise<void> {
  const store = await openSqlite(file);
  await store.open(manifest, () => EPOCH);
  await store.close();
  const database = new Database(file);
  database.exec('pragma synchronous = off');
  const insert = database.prepare(
    'insert into entries (federation, sequence, chain, bytes, size, closed_at, participants, total) values (?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const closedAt = Date.now();
  database.exec('begin');
  for (const { sequence, chain, bytes, size, participants, total } of entryRows(manifest, count)) {
    insert.run(manifest.id, sequence, chain, bytes, size, closedAt, participants, total);
    if (sequence % BATCH === 0) database.exec('commit; begin');
  }
  database.exec('commit');
  // Into one file, since that is what is copied.
  database.exec('pragma journal_mode = delete');
  database.close();
}

/** The same log in an empty PostgreSQL database. @returns its bytes there */
export async function millionInPostgres(manifest: Manifest, count: number, url: string): Promise<number> {
  const { store } = await openPostgres(url);
  await store.open(manifest, () => EPOCH);
  await store.close();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    tell(`Building a log of ${count} entries ...`);
    const closedAt = Date.now();
    const rows = entryRows(manifest, count);
    for (let batch = next(rows, BATCH); batch.length > 0; batch = next(rows, BATCH)) {
      await client.query(
        `insert into entries (federation, sequence, chain, bytes, size, closed_at, participants, total)
         select $1, sequence, chain, decode(bytes, 'hex'), size, $2, participants, total
         from unnest($3::bigint[], $4::text[], $5::text[], $6::bigint[], $7::text[], $8::bigint[])
         as rows (sequence, chain, bytes, size, participants, total)`,
        [
          ...[manifest.id, closedAt, batch.map((row) => row.sequence), batch.map((row) => row.chain)],
          ...[batch.map((row) => Buffer.from(row.bytes).toString('hex')), batch.map((row) => row.size)],
          ...[batch.map((row) => row.participants), batch.map((row) => row.total)],
        ],
      );
    }
    const { rows: sizes } = await client.query<{ bytes: string }>("select pg_total_relation_size('entries') as bytes");
    return Number(sizes[0]?.bytes ?? 0);
  } finally {
    await client.end();
  }
}

/** The next so many of a generator, which goes on after them. */
function next<T>(values: Iterator<T>, count: number): T[] {
  const taken: T[] = [];
  while (taken.length < count) {
    const { value, done } = values.next();
    if (done) break;
    taken.push(value);
  }
  return taken;
}
