import type { Hash } from '../protocol/index.ts';
import { committed } from './commit.ts';
import { guarded } from './error.ts';
import type { BaseEvaluation, Database, DatasetSummary } from './schema.ts';

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

  /**
   * Keeps it, unless the data set has changed or gone meanwhile: it would be told of other rows then.
   * @param revision of the rows that were measured
   */
  put(
    manifest: Hash,
    { id, revision }: Pick<DatasetSummary, 'id' | 'revision'>,
    { loss, accuracy, count }: BaseEvaluation,
  ): Promise<void> {
    return guarded(async () => {
      const transaction = this.#database.transaction(['datasets', 'evaluations'], 'readwrite');
      const dataset = await transaction.objectStore('datasets').get(id);
      if (!dataset || (dataset.revision ?? 0) !== revision) return;
      const evaluations = transaction.objectStore('evaluations');
      await committed(transaction, evaluations.put({ loss, accuracy, count }, [manifest, id]));
    });
  }
}
