import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import pg from 'pg';

/** Milliseconds until a connection that does not come about is given up. */
const CONNECT_WITHIN = 5000;
/** Milliseconds until the server ends a statement, and until a server that has not done so is not waited for. */
const ANSWER_WITHIN = 20_000;
const SILENT_WITHIN = 30_000;
/** Milliseconds that a transaction may wait for its node's next statement: less than a lease lasts. */
const IDLE_WITHIN = 3000;

/** Those whose rows kysely counts; any other is as good as a query. */
const COMMANDS = ['INSERT', 'UPDATE', 'DELETE', 'MERGE'] as const;

/** Connections to one PostgreSQL database, for kysely. */
export class ConnectionPool implements PostgresPool {
  readonly #pool: pg.Pool;

  /**
   * @param max connections at a time
   * @param silentWithin milliseconds until a query is given up that neither succeeds nor fails
   */
  constructor(url: string, max: number, silentWithin = SILENT_WITHIN) {
    this.#pool = new pg.Pool({
      connectionString: url,
      max,
      connectionTimeoutMillis: CONNECT_WITHIN,
      query_timeout: silentWithin,
      keepAlive: true,
      ...onConnect,
    });
    // A connection that breaks between two queries is nobody's fault: the next query fails, or gets another one.
    this.#pool.on('error', () => {});
    this.#pool.on('connect', (client) => void client.on('error', () => {}));
  }

  async connect(): Promise<PostgresPoolClient> {
    return new PooledConnection(await this.#pool.connect());
  }

  end(): Promise<void> {
    return this.#pool.end();
  }
}

/**
 * A connection on which a query failed and the database did not say so itself, such as one that was not answered in time,
 * is closed: its transaction may still be open, and whoever got it next would commit what its owner believes undone.
 */
class PooledConnection implements PostgresPoolClient {
  readonly #client: pg.PoolClient;
  #fault: Error | null = null;

  constructor(client: pg.PoolClient) {
    this.#client = client;
  }

  query<R>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<R>>;
  query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>;
  query<R>(
    text: string | PostgresCursor<R>,
    values: readonly unknown[] = [],
  ): Promise<PostgresQueryResult<R>> | PostgresCursor<R> {
    if (typeof text !== 'string') throw new Error('Nobody reads by cursors here.');
    return this.#ask<R>(text, values);
  }

  release(): void {
    this.#client.release(this.#fault ?? undefined);
  }

  async #ask<R>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<R>> {
    // Not even a rollback: it would wait behind what is not answered.
    if (this.#fault) throw this.#fault;
    try {
      const { command, rowCount, rows } = await this.#client.query<R & pg.QueryResultRow>(text, [...values]);
      return { command: COMMANDS.find((name) => name === command) ?? 'SELECT', rowCount: rowCount ?? 0, rows };
    } catch (error) {
      if (!(error instanceof pg.DatabaseError)) this.#fault = error instanceof Error ? error : new Error(String(error));
      throw error;
    }
  }
}

/** Awaited before a connection is used. */
const onConnect = { onConnect: setUp };

async function setUp(client: pg.ClientBase): Promise<void> {
  // Whatever the server's default is: an acknowledgement rests on it.
  await client.query('set synchronous_commit = on');
  await client.query(`set statement_timeout = ${ANSWER_WITHIN}`);
  // A process that stands still in the middle of a transaction must not hold up those that go on.
  await client.query(`set idle_in_transaction_session_timeout = ${IDLE_WITHIN}`);
}
