import type { Hash } from '../protocol/index.ts';
import { committed } from './commit.ts';
import { VaultError, guarded } from './error.ts';
import type { Database, StoredChunk, StoredFile, UnfinishedFile } from './schema.ts';

/** Every chunk of a file, in order. */
export function allChunks(file: Hash): IDBKeyRange {
  return IDBKeyRange.bound([file, 0], [file, Number.POSITIVE_INFINITY]);
}

/** A chunk without its contents. */
export interface ChunkPlace {
  readonly index: number;
  readonly hash: Hash;
  readonly bytes: number;
}

/** Chunks of model files, which outlive the tab that fetched them. Every method may throw a VaultError. */
export class Chunks {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Those of one file. */
  list(file: Hash): Promise<ChunkPlace[]> {
    return guarded(async () => {
      const chunks = await this.#database.getAll('chunks', allChunks(file));
      return chunks.map(({ index, hash, contents }) => ({ index, hash, bytes: contents.size }));
    });
  }

  /** A handle on one chunk; null where it is not stored. */
  get(file: Hash, index: number): Promise<Blob | null> {
    return guarded(async () => (await this.#database.get('chunks', [file, index]))?.contents ?? null);
  }

  /** `quota` where there is no room. */
  save(chunk: StoredChunk): Promise<void> {
    return guarded(async () => {
      // Not `strict`: what a power failure takes is noticed, since the whole is checked, and fetched again.
      const transaction = this.#database.transaction('chunks', 'readwrite');
      await committed(transaction, transaction.store.put(chunk));
    });
  }

  remove(file: Hash, indices: readonly number[]): Promise<void> {
    return guarded(async () => {
      const transaction = this.#database.transaction('chunks', 'readwrite');
      await Promise.all([...indices.map((index) => transaction.store.delete([file, index])), transaction.done]);
    });
  }

  /**
   * Makes a file of its chunks, which the caller has checked. They stay where they are: nothing is copied.
   * `missing` where they are not so many any more.
   */
  finish(file: Hash, name: string, bytes: number, count: number): Promise<StoredFile> {
    return guarded(async () => {
      const stored = { hash: file, name, bytes, chunks: count, savedAt: Date.now() };
      const transaction = this.#database.transaction(['files', 'chunks'], 'readwrite', { durability: 'strict' });
      const here = await transaction.objectStore('chunks').count(allChunks(file));
      if (here !== count) throw incomplete();
      await committed(transaction, transaction.objectStore('files').put(stored));
      return stored;
    });
  }

  /** Files that are not whole yet. */
  unfinished(): Promise<UnfinishedFile[]> {
    return guarded(async () => {
      const transaction = this.#database.transaction(['files', 'chunks']);
      const whole = new Set(await transaction.objectStore('files').getAllKeys());
      const found = new Map<Hash, UnfinishedFile>();
      let cursor = await transaction.objectStore('chunks').openCursor();
      while (cursor) {
        const { file, name, bytes, contents } = cursor.value;
        const isWhole = whole.has(file);
        if (!isWhole) {
          const present = (found.get(file)?.present ?? 0) + contents.size;
          found.set(file, { hash: file, name, bytes, present });
        }
        // A whole file may have thousands: its next ones are passed over.
        cursor = await (isWhole ? cursor.continue([file, Number.POSITIVE_INFINITY]) : cursor.continue());
      }
      return [...found.values()];
    });
  }
}

function incomplete(): VaultError {
  return new VaultError(
    'missing',
    'A part of the model was removed from this device while it was loaded.',
    'Join again: what is missing is loaded anew.',
  );
}
