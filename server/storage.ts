import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { type Cluster, PostgresCluster } from './cluster/index.ts';
import { type LogStore, openPostgres, openSqlite } from './log/index.ts';
import { type SnapshotPlace, snapshotPlace } from './snapshots/index.ts';

/** What a relay keeps, and where. */
export interface Storage {
  readonly logs: LogStore;
  /** What the nodes of a relay share; null where this one is alone on its log. */
  readonly cluster: Cluster | null;
  readonly snapshots: SnapshotPlace;
  /** Safe to call twice. */
  close(): Promise<void>;
}

/** @param environment of the S3 keys, where snapshots lie there */
export async function openStorage(
  given: {
    /** Directory of what is kept on this machine; made when missing. */
    readonly data: string;
    /** Address of a PostgreSQL database; null: a SQLite file in the directory. */
    readonly database: string | null;
    /** '': in the directory. */
    readonly snapshots: string;
  },
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<Storage> {
  const { data, database } = given;
  await mkdir(data, { recursive: true });
  const snapshots = snapshotPlace(given.snapshots, path.join(data, 'snapshots'), environment);
  if (database === null) {
    const logs = await openSqlite(path.join(data, 'relay.sqlite'));
    return { logs, cluster: null, snapshots, close: () => logs.close() };
  }
  const { store: logs, db } = await openPostgres(database);
  const cluster = new PostgresCluster(db, database, randomBytes(8).toString('hex'));
  let closing: Promise<void> | null = null;
  const close = async (): Promise<void> => {
    // A database that does not answer will give the node up by itself.
    await cluster.close().catch(() => {});
    await logs.close();
  };
  return { logs, cluster, snapshots, close: () => (closing ??= close()) };
}
