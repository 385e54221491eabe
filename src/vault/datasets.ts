import { type Example, countLabels, reveal, toJsonLines } from '../data/index.ts';
import { committed } from './commit.ts';
import { VaultError, guarded } from './error.ts';
import type { Database, DatasetSummary } from './schema.ts';

export interface Dataset extends DatasetSummary {
  readonly examples: readonly Example[];
}

/** A data set on its way in. */
export interface DatasetDraft {
  readonly name: string;
  readonly source: string;
  readonly fields: readonly string[];
  readonly labels: readonly string[];
  readonly examples: readonly Example[];
}

/** The owner's data sets. A data set's examples never change; every method may throw a VaultError. */
export class Datasets {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Without texts, the newest first. */
  list(): Promise<DatasetSummary[]> {
    return guarded(async () => {
      const store = this.#database.transaction('datasets').store;
      const [ids, values] = await Promise.all([store.getAllKeys(), store.getAll()]);
      return values.map((value, i) => ({ ...value, id: ids[i]! })).reverse();
    });
  }

  /** Null where it was removed. */
  get(id: number): Promise<Dataset | null> {
    return guarded(async () => {
      const transaction = this.#database.transaction(['datasets', 'examples']);
      const [summary, examples] = await Promise.all([
        transaction.objectStore('datasets').get(id),
        transaction.objectStore('examples').get(id),
      ]);
      return summary && examples ? { ...summary, id, examples } : null;
    });
  }

  put({ name, source, fields, labels, examples }: DatasetDraft): Promise<DatasetSummary> {
    return guarded(async () => {
      const counts = countLabels(examples, labels.length);
      const encoder = new TextEncoder();
      const bytes = examples
        .flatMap(({ texts }) => texts)
        .reduce((sum, text) => sum + encoder.encode(reveal(text)).length, 0);
      const value = { name, source, fields, labels, counts, bytes, createdAt: Date.now() };
      const transaction = this.#database.transaction(['datasets', 'examples'], 'readwrite', { durability: 'strict' });
      const id = await committed(
        transaction,
        transaction
          .objectStore('datasets')
          .add(value)
          .then(async (key) => {
            await transaction.objectStore('examples').add(examples, key);
            return key;
          }),
      );
      return { ...value, id };
    });
  }

  rename(id: number, name: string): Promise<void> {
    return guarded(async () => {
      const transaction = this.#database.transaction('datasets', 'readwrite');
      const value = await transaction.store.get(id);
      if (!value) throw missing();
      await committed(transaction, transaction.store.put({ ...value, name }, id));
    });
  }

  /** With its evaluations. Does nothing where it is gone already. */
  remove(id: number): Promise<void> {
    return guarded(async () => {
      const stores = ['datasets', 'examples', 'evaluations'] as const;
      const transaction = this.#database.transaction(stores, 'readwrite', { durability: 'strict' });
      const evaluations = transaction.objectStore('evaluations');
      const keys = await evaluations.getAllKeys();
      await Promise.all([
        transaction.objectStore('datasets').delete(id),
        transaction.objectStore('examples').delete(id),
        ...keys.filter(([, dataset]) => dataset === id).map((key) => evaluations.delete(key)),
        transaction.done,
      ]);
    });
  }

  /** The data set as JSON lines, for the owner to keep. */
  async export(id: number): Promise<Blob> {
    const dataset = await this.get(id);
    if (!dataset) throw missing();
    return new Blob([toJsonLines(dataset.examples, dataset.fields, dataset.labels)], { type: 'application/x-ndjson' });
  }
}

function missing(): VaultError {
  return new VaultError('missing', 'This data set is not on this device any more.', 'Choose another, or add it again.');
}
