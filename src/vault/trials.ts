import type { Hash } from '../protocol/index.ts';
import { committed } from './commit.ts';
import { guarded } from './error.ts';
import type { Database, StoredTrial } from './schema.ts';

/** What was measured with what: another model, width, number of threads, version of the browser or work is another matter. */
export interface TrialName {
  readonly checkpoint: Hash;
  readonly precision: number;
  readonly threads: number;
  /** The browser's name and version, as it tells them to every page. */
  readonly browser: string;
  /** What a pass was of, and by which version of the engines: any words. */
  readonly work: string;
}

/** Behind the browser's words in the key, which had no place for the work in earlier versions of the page. */
const WORK = ' // ';

/** How fast each engine was on this device, so that a visit need not measure what an earlier one has. */
export class Trials {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Null where nothing was measured yet. */
  get({ checkpoint, precision, threads, browser, work }: TrialName): Promise<readonly StoredTrial[] | null> {
    return guarded(async () => {
      return (await this.#database.get('trials', [checkpoint, precision, threads, browser + WORK + work])) ?? null;
    });
  }

  /** Keeps them in place of those of other versions of the browser, which it will not be again. */
  put({ checkpoint, precision, threads, browser, work }: TrialName, trials: readonly StoredTrial[]): Promise<void> {
    return guarded(async () => {
      const transaction = this.#database.transaction('trials', 'readwrite');
      const keys = await transaction.store.getAllKeys();
      const old = keys.filter((key) => !key[3].startsWith(browser + WORK));
      const requests = [
        transaction.store.put(trials, [checkpoint, precision, threads, browser + WORK + work]),
        ...old.map((key) => transaction.store.delete(key)),
      ];
      await committed(transaction, Promise.all(requests));
    });
  }
}
