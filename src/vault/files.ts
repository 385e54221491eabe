import type { Hash } from '../protocol/index.ts';
import { allChunks } from './chunks.ts';
import { committed } from './commit.ts';
import { guarded } from './error.ts';
import type { Database, StoredFile } from './schema.ts';

/**
 * Model files by their SHA-256, as blobs in IndexedDB: browsers keep these on disk and read slices of them,
 * and unlike OPFS it works on pages without HTTPS. Every method may throw a VaultError.
 */
export class Files {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** A handle on the file; nothing is read until a slice of it is. Null where it is not stored, or not whole yet. */
  get(hash: Hash): Promise<Blob | null> {
    return guarded(async () => {
      const transaction = this.#database.transaction(['files', 'blobs', 'chunks']);
      const [file, blob] = await Promise.all([
        transaction.objectStore('files').get(hash),
        transaction.objectStore('blobs').get(hash),
      ]);
      if (!file?.chunks) return blob ?? null;
      const chunks = await transaction.objectStore('chunks').getAll(allChunks(hash));
      // A blob made of blobs refers to them: nothing is read or copied.
      return new Blob(chunks.map(({ contents }) => contents));
    });
  }

  /** Stores a file whose hash the caller has checked, whole or not at all. `quota` where there is no room. */
  save(hash: Hash, name: string, file: Blob): Promise<StoredFile> {
    return guarded(async () => {
      const stored = { hash, name, bytes: file.size, chunks: 0, savedAt: Date.now() };
      const transaction = this.#database.transaction(['files', 'blobs'], 'readwrite', { durability: 'strict' });
      const requests = [
        transaction.objectStore('files').put(stored),
        transaction.objectStore('blobs').put(file, hash),
      ] as const;
      await committed(transaction, Promise.all(requests));
      return stored;
    });
  }

  list(): Promise<StoredFile[]> {
    return guarded(() => this.#database.getAll('files'));
  }

  /** With its chunks, also where it is not whole yet. */
  remove(hash: Hash): Promise<void> {
    return guarded(async () => {
      const transaction = this.#database.transaction(['files', 'blobs', 'chunks'], 'readwrite');
      await Promise.all([
        transaction.objectStore('files').delete(hash),
        transaction.objectStore('blobs').delete(hash),
        transaction.objectStore('chunks').delete(allChunks(hash)),
        transaction.done,
      ]);
    });
  }
}
