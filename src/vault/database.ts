import { openDB } from 'idb';
import { VaultError, toVaultError, unavailable } from './error.ts';
import { type Database, MIGRATIONS, type Schema } from './schema.ts';

/** Why a connection ended without being asked to: another tab wiped or upgraded the vault, or the browser took it. */
export type ClosedReason = 'wiped' | 'upgraded' | 'lost';

export interface DatabaseOptions {
  readonly name: string;
  readonly onClosed?: ((reason: ClosedReason) => void) | undefined;
  /** For tests of the upgrade. */
  readonly migrations?: typeof MIGRATIONS | undefined;
  /** Milliseconds to wait for other tabs to let go. */
  readonly patience?: number | undefined;
}

/** How long an upgrade or a wipe waits for other tabs to let go. They do so at once, unless they are frozen. */
export const PATIENCE_MS = 5000;

/**
 * Opens the database and brings it up to date. Lets go of it as soon as another tab wipes or upgrades it.
 * @throws VaultError `unavailable`, `blocked` or `newer-version`
 */
export async function openDatabase({
  name,
  onClosed,
  migrations = MIGRATIONS,
  patience = PATIENCE_MS,
}: DatabaseOptions): Promise<Database> {
  if (typeof indexedDB === 'undefined') throw unavailable();
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let state: 'opening' | 'open' | 'given-up' = 'opening';
  return new Promise<Database>((resolve, reject) => {
    openDB<Schema>(name, migrations.length, {
      upgrade(database, from, _to, transaction) {
        const migrate = async () => {
          for (const migration of migrations.slice(from)) await migration(database, transaction);
        };
        migrate().catch(() => transaction.abort());
        transaction.done.catch(() => {}); // openDB itself rejects then
      },
      blocked() {
        waiting = setTimeout(() => {
          state = 'given-up';
          reject(blocked());
        }, patience);
      },
      blocking(_current, next, event) {
        if (event.target instanceof IDBDatabase) event.target.close();
        if (state === 'open') onClosed?.(next === null ? 'wiped' : 'upgraded');
      },
      terminated() {
        onClosed?.('lost');
      },
    }).then(
      (database) => {
        clearTimeout(waiting);
        // A connection that comes after the wait was given up must not block others.
        if (state === 'given-up') return database.close();
        state = 'open';
        resolve(database);
      },
      (error: unknown) => {
        clearTimeout(waiting);
        reject(toVaultError(error));
      },
    );
  });
}

function blocked(): VaultError {
  return new VaultError(
    'blocked',
    'Another tab keeps an older version of the data on this device open.',
    'Close the other tabs of this page, and reload it.',
  );
}
