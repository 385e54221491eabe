import { committed } from './commit.ts';
import { guarded } from './error.ts';
import type { Database } from './schema.ts';

/** What a person has chosen for this device. */
export class Preferences {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The engine's name; null where the page is to choose. */
  engine(): Promise<string | null> {
    return guarded(async () => (await this.#database.get('preferences', 'engine')) ?? null);
  }

  setEngine(name: string | null): Promise<void> {
    return guarded(async () => {
      const transaction = this.#database.transaction('preferences', 'readwrite');
      const { store } = transaction;
      const request: Promise<unknown> = name === null ? store.delete('engine') : store.put(name, 'engine');
      await committed(transaction, request);
    });
  }
}
