import { Kysely, PostgresDialect, sql } from 'kysely';
import { LogError } from './log.ts';
import { migrate } from './migrate.ts';
import { ConnectionPool } from './postgres-pool.ts';
import type { Tables } from './schema.ts';
import { SqlLogStore } from './sql-store.ts';

/**
 * Connections of one node to its logs, and to what nodes share: whoever reads the log waits for others who do, but the
 * node's lease and its commits do not wait for thousands of clients that catch up.
 */
const LOG_CONNECTIONS = 6;
const SHARED_CONNECTIONS = 6;

export interface PostgresStore {
  readonly store: SqlLogStore;
  /** The same database by connections of its own, for what nodes share; closed by the store. */
  readonly db: Kysely<Tables>;
}

/**
 * Opens, or begins, the logs in one PostgreSQL database, which any number of nodes may have open. Commits are on disk
 * when they resolve (synchronous_commit on).
 * @param url postgres://USER:PASSWORD@HOST:PORT/DATABASE
 * @throws LogError when the database cannot be reached, or not be brought to this version's schema.
 */
export async function openPostgres(url: string): Promise<PostgresStore> {
  const place = placeOf(url);
  const connected = (max: number) =>
    new Kysely<Tables>({ dialect: new PostgresDialect({ pool: new ConnectionPool(url, max) }) });
  const [logs, db] = [connected(LOG_CONNECTIONS), connected(SHARED_CONNECTIONS)];
  try {
    await sql`select 1`.execute(logs);
  } catch (error) {
    await logs.destroy();
    const reason = error instanceof Error ? error.message : String(error);
    throw new LogError(`The database at ${place} cannot be used: ${reason}. Check DATABASE_URL.`, { cause: error });
  }
  await migrate(logs, 'bytea', place);
  return { store: new SqlLogStore(logs, db), db };
}

/** Host and name of a database, without its password. */
function placeOf(url: string): string {
  try {
    const { host, pathname } = new URL(url);
    return `${host}${pathname}`;
  } catch {
    return 'DATABASE_URL';
  }
}
