import Database from 'libsql';
import { Kysely, type SqliteDatabase, SqliteDialect } from 'kysely';
import { LogError, type LogStore } from './log.ts';
import { migrate } from './migrate.ts';
import type { Tables } from './schema.ts';
import { SqlLogStore } from './sql-store.ts';

/**
 * Opens, or begins, the logs in one SQLite file. Commits are on disk when they resolve (WAL, synchronous FULL).
 * The file is locked for as long as it is open, since a relay must be alone on its log;
 * the lock is the operating system's and ends with the process, however it ends.
 *
 * @throws LogError when another relay has the file open.
 */
export async function openSqlite(path: string): Promise<LogStore> {
  const database = connect(path);
  const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database }) });
  await migrate(db, 'blob', path);
  return new SqlLogStore(db);
}

function connect(path: string): SqliteDatabase {
  try {
    const database = new Database(path);
    database.exec('pragma locking_mode = exclusive');
    database.exec('pragma journal_mode = wal');
    database.exec('pragma synchronous = full');
    database.exec('pragma foreign_keys = on');
    // Takes the lock now rather than at the first write.
    database.exec('begin exclusive; commit');
    return { prepare: preparedOnce(database), close: () => unlockAndClose(database) };
  } catch (error) {
    const isBusy = error instanceof Database.SqliteError && error.code === 'SQLITE_BUSY';
    if (!isBusy) throw error;
    const message = `Another relay has the log in ${path} open. Stop it first, or give this one its own --data.`;
    throw new LogError(message, { cause: error });
  }
}

/** Statements kept; more than the log's own, but for inserts of many rows, which have a text for each number of them. */
const STATEMENTS = 256;

/** Compiling a statement costs as much as a small write, and kysely asks for it each time. */
function preparedOnce(database: InstanceType<typeof Database>): SqliteDatabase['prepare'] {
  const known = new Map<string, ReturnType<typeof database.prepare>>();
  return (text) => {
    const statement = known.get(text) ?? database.prepare(text);
    if (known.size >= STATEMENTS) known.clear();
    known.set(text, statement);
    return statement;
  };
}

/**
 * libsql closes a file only once every statement on it was collected as garbage, so the lock is given up by hand:
 * SQLite leaves exclusive mode only together with the write-ahead log (sqlite.org/pragma.html#pragma_locking_mode).
 */
function unlockAndClose(database: InstanceType<typeof Database>): void {
  database.exec('pragma journal_mode = delete');
  database.exec('pragma locking_mode = normal');
  database.exec('select count(*) from sqlite_master');
  database.close();
}
