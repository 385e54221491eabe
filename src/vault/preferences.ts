import { committed } from './commit.ts';
import { guarded } from './error.ts';
import type { Database, PreferenceValues } from './schema.ts';

/** What a person has chosen for this device. */
export class Preferences {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Null where nothing was chosen. */
  get<Key extends keyof PreferenceValues>(key: Key): Promise<PreferenceValues[Key] | null> {
    return guarded(async () => (await this.#database.get('preferences', key)) ?? null);
  }

  /** @param value null takes the choice back */
  set<Key extends keyof PreferenceValues>(key: Key, value: PreferenceValues[Key] | null): Promise<void> {
    return guarded(async () => {
      const transaction = this.#database.transaction('preferences', 'readwrite');
      const { store } = transaction;
      const request: Promise<unknown> = value === null ? store.delete(key) : store.put(value, key);
      await committed(transaction, request);
    });
  }
}
