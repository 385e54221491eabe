import type { Kysely, Migration } from 'kysely';
import { addAccess } from '../access/index.ts';
import { addRounds } from './migrations/0003-rounds.ts';
import { type ClusterTables, addCluster } from './migrations/0005-cluster.ts';
import { type OrganisingTables, addOrganising } from './migrations/0006-organising.ts';

/** Bytes as they come back: libsql hands out an ArrayBuffer, PostgreSQL's driver a Buffer. */
export type StoredBytes = ArrayBuffer | Uint8Array;

export interface Tables extends ClusterTables, OrganisingTables {
  federations: {
    id: string;
    manifest: string;
    manifest_hash: string;
    epoch: string;
    /** JSON of `Status` and `GuardState`; null as long as they are those of a new log. */
    status: string | null;
    guard: string | null;
    /** Milliseconds since 1970; null where the relay was started with it. */
    created_at: number | null;
  };
  entries: {
    federation: string;
    sequence: number;
    chain: string;
    bytes: StoredBytes;
    size: number;
    closed_at: number;
    /** JSON array of participant ids; null in entries of before the column. */
    participants: string | null;
    /** Bytes of all entries up to this one. */
    total: number;
  };
  /** Open rounds: one row for each federation at most. `asked` is a JSON array of participant ids. */
  rounds: {
    federation: string;
    number: number;
    chain: string;
    opened_at: number;
    deadline: number;
    asked: string;
    /** Contributions so far. */
    contributed: number;
  };
  /** Of open rounds. `frame` is the CONTRIBUTION frame; `place` counts up in the order of arrival. */
  contributions: {
    federation: string;
    round: number;
    participant: string;
    place: number;
    received_at: number;
    frame: StoredBytes;
  };
  /** The newest. `record` is JSON of `ClosedRound`. */
  closed_rounds: { federation: string; number: number; record: string };
  /** Contributions that came after their round: with their frame until an entry has them, and then its number. */
  late: {
    federation: string;
    round: number;
    participant: string;
    received_at: number;
    frame: StoredBytes | null;
    entry: number | null;
  };
  fingerprints: { federation: string; sequence: number; fingerprint: string };
  snapshots: { federation: string; sequence: number; bytes: number; sha256: string; fingerprint: string };
}

/** What the two engines call a column of bytes. */
export type BytesType = 'blob' | 'bytea';

/** In order, never changed once released; a new version of the schema is a new migration. */
export function migrations(bytes: BytesType): Record<string, Migration> {
  return {
    '0001-logs': { up: (db) => createLogs(db, bytes) },
    '0002-participants': { up: addParticipants },
    '0003-rounds': { up: (db) => addRounds(db, bytes) },
    '0004-access': { up: addAccess },
    // One process alone has no others to share it with.
    ...(bytes === 'bytea' && { '0005-cluster': { up: addCluster } }),
    '0006-organising': { up: (db) => addOrganising(db, bytes) },
  };
}

async function createLogs(db: Kysely<unknown>, bytes: BytesType): Promise<void> {
  await db.schema
    .createTable('federations')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('manifest', 'text', (column) => column.notNull())
    .addColumn('manifest_hash', 'text', (column) => column.notNull())
    .addColumn('epoch', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('entries')
    .addColumn('federation', 'text', (column) => column.notNull().references('federations.id'))
    .addColumn('sequence', 'bigint', (column) => column.notNull())
    .addColumn('chain', 'text', (column) => column.notNull())
    .addColumn('bytes', bytes, (column) => column.notNull())
    .addColumn('size', 'bigint', (column) => column.notNull())
    .addColumn('closed_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('entries_key', ['federation', 'sequence'])
    .execute();
  await db.schema
    .createTable('rounds')
    .addColumn('federation', 'text', (column) => column.primaryKey().references('federations.id'))
    .addColumn('number', 'bigint', (column) => column.notNull())
    .addColumn('chain', 'text', (column) => column.notNull())
    .addColumn('opened_at', 'bigint', (column) => column.notNull())
    .addColumn('deadline', 'bigint', (column) => column.notNull())
    .addColumn('asked', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('contributions')
    .addColumn('federation', 'text', (column) => column.notNull().references('federations.id'))
    .addColumn('round', 'bigint', (column) => column.notNull())
    .addColumn('participant', 'text', (column) => column.notNull())
    .addColumn('place', 'bigint', (column) => column.notNull())
    .addColumn('received_at', 'bigint', (column) => column.notNull())
    .addColumn('frame', bytes, (column) => column.notNull())
    .addPrimaryKeyConstraint('contributions_key', ['federation', 'round', 'participant'])
    .execute();
  await db.schema
    .createTable('fingerprints')
    .addColumn('federation', 'text', (column) => column.notNull().references('federations.id'))
    .addColumn('sequence', 'bigint', (column) => column.notNull())
    .addColumn('fingerprint', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('fingerprints_key', ['federation', 'sequence'])
    .execute();
  await db.schema
    .createTable('snapshots')
    .addColumn('federation', 'text', (column) => column.notNull().references('federations.id'))
    .addColumn('sequence', 'bigint', (column) => column.notNull())
    .addColumn('bytes', 'bigint', (column) => column.notNull())
    .addColumn('sha256', 'text', (column) => column.notNull())
    .addColumn('fingerprint', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('snapshots_key', ['federation', 'sequence'])
    .execute();
}

async function addParticipants(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('entries').addColumn('participants', 'text').execute();
}
