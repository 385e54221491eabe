import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { LogError } from './log.ts';
import { migrate } from './migrate.ts';
import type { Tables } from './schema.ts';
import { SqlLogStore } from './sql.ts';

/** Connections of one node. Commits of a federation wait for one another, and reads are short. */
const CONNECTIONS = 8;

/** Milliseconds until a connection that does not come about is given up, and a statement that does not end. */
const CONNECT_WITHIN = 5000;
const ANSWER_WITHIN = 30_000;
/** Milliseconds that a transaction may wait for its node's next statement: less than a lease lasts. */
const IDLE_WITHIN = 3000;

export interface PostgresStore {
  readonly store: SqlLogStore;
  /** The database, for what else is kept in it; closed by the store. */
  readonly db: Kysely<Tables>;
}

/**
 * Opens, or begins, the logs in one PostgreSQL database, which any number of nodes may have open. Commits are on disk
 * when they resolve (synchronous_commit on).
 * @param url postgres://USER:PASSWORD@HOST:PORT/DATABASE
 * @throws LogError when the database cannot be reached, or not be brought to this version's schema.
 */
export async function openPostgres(url: string): Promise<PostgresStore> {
  const pool = new pg.Pool({
    connectionString: url,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_WITHIN,
    query_timeout: ANSWER_WITHIN,
    keepAlive: true,
    ...onConnect,
  });
  // A connection that breaks between two queries is nobody's fault: the next query fails, or gets another one.
  pool.on('error', () => {});
  pool.on('connect', (client) => void client.on('error', () => {}));
  const place = placeOf(url);
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  try {
    await pool.query('select 1');
  } catch (error) {
    await db.destroy();
    const reason = error instanceof Error ? error.message : String(error);
    throw new LogError(`The database at ${place} cannot be used: ${reason}. Check DATABASE_URL.`, { cause: error });
  }
  await migrate(db, 'bytea', place);
  return { store: new SqlLogStore(db, true), db };
}

/** Awaited before the connection is used. */
const onConnect = { onConnect: setUp };

async function setUp(client: pg.ClientBase): Promise<void> {
  // Whatever the server's default is: an acknowledgement rests on it.
  await client.query('set synchronous_commit = on');
  // A process that stands still in the middle of a transaction must not hold up those that go on.
  await client.query(`set idle_in_transaction_session_timeout = ${IDLE_WITHIN}`);
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
