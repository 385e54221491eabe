import type { Hash } from '../protocol/index.ts';
import { committed } from './commit.ts';
import { guarded } from './error.ts';
import type { BaseEvaluation, Database } from './schema.ts';

/**
 * What the base model scores on each data set's held-out part: a pure function of manifest and data set,
 * so it is computed once.
 */
export class Evaluations {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Null where it was not computed yet. */
  get(manifest: Hash, dataset: number): Promise<BaseEvaluation | null> {
    return guarded(async () => (await this.#database.get('evaluations', [manifest, dataset])) ?? null);
  }

  put(manifest: Hash, dataset: number, { loss, accuracy, count }: BaseEvaluation): Promise<void> {
    return guarded(async () => {
      const transaction = this.#database.transaction('evaluations', 'readwrite');
      await committed(transaction, transaction.store.put({ loss, accuracy, count }, [manifest, dataset]));
    });
  }
}
