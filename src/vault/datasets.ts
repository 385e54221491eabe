import {
  type DatasetRow,
  type Example,
  countLabels,
  isHeldOut,
  labelledRows,
  reveal,
  toCsv,
  toJsonLines,
} from '../data/index.ts';
import { committed } from './commit.ts';
import { VaultError, guarded } from './error.ts';
import type { Database, DatasetSummary, Schema } from './schema.ts';

/** As training sees it: labelled rows only. */
export interface Dataset extends DatasetSummary {
  readonly examples: readonly Example[];
}

/** As its owner sees it. */
export interface DatasetRows extends DatasetSummary {
  readonly rows: readonly DatasetRow[];
}

/** A data set on its way in. */
export interface DatasetDraft {
  readonly name: string;
  readonly source: string;
  readonly fields: readonly string[];
  readonly labels: readonly string[];
  /** Those without a label wait for one, and do not train. */
  readonly examples: readonly DatasetRow[];
}

export type ExportFormat = 'jsonl' | 'csv';

type Stored = Schema['datasets']['value'];

/** The owner's data sets. Every method may throw a VaultError. */
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
      return values.map((value, i) => summaryOf(value, ids[i]!)).reverse();
    });
  }

  /** To train on. Null where it was removed. */
  async get(id: number): Promise<Dataset | null> {
    const found = await this.open(id);
    if (!found) return null;
    const { rows, ...summary } = found;
    return { ...summary, examples: labelledRows(rows) };
  }

  /** With the rows that have no label yet. Null where it was removed. */
  open(id: number): Promise<DatasetRows | null> {
    return guarded(async () => {
      const transaction = this.#database.transaction(['datasets', 'examples']);
      const [summary, rows] = await Promise.all([
        transaction.objectStore('datasets').get(id),
        transaction.objectStore('examples').get(id),
      ]);
      return summary && rows ? { ...summaryOf(summary, id), rows } : null;
    });
  }

  put({ name, source, fields, labels, examples }: DatasetDraft): Promise<DatasetSummary> {
    return guarded(async () => {
      const figures = figuresOf(examples, labels.length);
      const value = { name, source, fields, labels, ...figures, revision: 0, createdAt: Date.now() };
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

  /**
   * Puts other rows in place of a data set's. What the base model scored on the old ones is forgotten.
   * @param revision of the rows that were changed: `changed` where another tab came first, and nothing is written
   */
  replace(id: number, rows: readonly DatasetRow[], revision: number): Promise<DatasetSummary> {
    return guarded(async () => {
      const transaction = this.#database.transaction(['datasets', 'examples', 'evaluations'], 'readwrite');
      const datasets = transaction.objectStore('datasets');
      const old = await datasets.get(id);
      if (!old) throw missing();
      if ((old.revision ?? 0) !== revision) throw changed();
      const value = { ...old, ...figuresOf(rows, old.labels.length), revision: revision + 1 };
      const evaluations = transaction.objectStore('evaluations');
      const keys = await evaluations.getAllKeys();
      const requests: readonly Promise<unknown>[] = [
        datasets.put(value, id),
        transaction.objectStore('examples').put(rows, id),
        ...keys.filter(([, dataset]) => dataset === id).map((key) => evaluations.delete(key)),
      ];
      await committed(transaction, Promise.all(requests));
      return { ...value, id };
    });
  }

  /** Brings back what was removed, under its old number. */
  restore({ id, rows, ...value }: DatasetRows): Promise<void> {
    return guarded(async () => {
      const transaction = this.#database.transaction(['datasets', 'examples'], 'readwrite', { durability: 'strict' });
      const requests = [
        transaction.objectStore('datasets').put(value, id),
        transaction.objectStore('examples').put(rows, id),
      ] as const;
      await committed(transaction, Promise.all(requests));
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

  /** The data set as a file for the owner to keep, with its rows that have no label. */
  async export(id: number, format: ExportFormat = 'jsonl'): Promise<Blob> {
    const dataset = await this.open(id);
    if (!dataset) throw missing();
    const { rows, fields, labels } = dataset;
    switch (format) {
      case 'jsonl':
        return new Blob([toJsonLines(rows, fields, labels)], { type: 'application/x-ndjson' });
      case 'csv':
        // Spreadsheets take a file without the mark for Windows-1252.
        return new Blob(['\uFEFF', toCsv(rows, fields, labels)], { type: 'text/csv' });
      default:
        return format satisfies never;
    }
  }
}

function summaryOf(value: Stored, id: number): DatasetSummary {
  return { unlabelled: 0, revision: 0, ...value, id };
}

/** What is said of rows without reading them. */
function figuresOf(
  rows: readonly DatasetRow[],
  classes: number,
): Pick<DatasetSummary, 'counts' | 'heldOut' | 'unlabelled' | 'bytes'> {
  return {
    counts: countLabels(rows, classes),
    heldOut: countLabels(rows.filter(isHeldOut), classes),
    unlabelled: rows.filter(({ label }) => label === null).length,
    bytes: rows.reduce((sum, row) => sum + bytesOf(row), 0),
  };
}

const encoder = new TextEncoder();
/** Of texts that were counted before: rows are written again with every edit of another. */
const counted = new WeakMap<DatasetRow['texts'], number>();

function bytesOf({ texts }: DatasetRow): number {
  let bytes = counted.get(texts);
  if (bytes === undefined) {
    bytes = texts.reduce((sum, text) => sum + encoder.encode(reveal(text)).length, 0);
    counted.set(texts, bytes);
  }
  return bytes;
}

function missing(): VaultError {
  return new VaultError('missing', 'This data set is not on this device any more.', 'Choose another, or add it again.');
}

function changed(): VaultError {
  return new VaultError(
    'changed',
    'Another tab has changed this data set; your last change was not kept.',
    'Reload the page to go on from what is kept.',
  );
}
