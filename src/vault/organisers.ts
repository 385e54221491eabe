import { committed } from './commit.ts';
import { guarded } from './error.ts';
import type { Database, StoredOrganiser } from './schema.ts';

/** The organisers' keys that this device has, one for each relay. */
export class Organisers {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Null where this device organises nothing there. @param relay its origin */
  get(relay: string): Promise<StoredOrganiser | null> {
    return guarded(async () => (await this.#database.get('organisers', relay)) ?? null);
  }

  /** In place of the key that this device had for the relay. */
  keep(organiser: StoredOrganiser): Promise<void> {
    return guarded(async () => {
      const transaction = this.#database.transaction('organisers', 'readwrite', { durability: 'strict' });
      await committed(transaction, transaction.store.put(organiser));
    });
  }

  /** Does nothing where there is none. @param relay its origin */
  forget(relay: string): Promise<void> {
    return guarded(async () => {
      const transaction = this.#database.transaction('organisers', 'readwrite', { durability: 'strict' });
      await committed(transaction, transaction.store.delete(relay));
    });
  }
}
