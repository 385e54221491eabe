import type { Hash } from '../protocol/index.ts';
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

  /** A handle on the file; nothing is read until a slice of it is. Null where it is not stored. */
  get(hash: Hash): Promise<Blob | null> {
    return guarded(async () => (await this.#database.get('blobs', hash)) ?? null);
  }

  /** Stores a file whose hash the caller has checked, whole or not at all. `quota` where there is no room. */
  save(hash: Hash, name: string, file: Blob): Promise<StoredFile> {
    return guarded(async () => {
      const stored = { hash, name, bytes: file.size, savedAt: Date.now() };
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

  remove(hash: Hash): Promise<void> {
    return guarded(async () => {
      const transaction = this.#database.transaction(['files', 'blobs'], 'readwrite');
      await Promise.all([
        transaction.objectStore('files').delete(hash),
        transaction.objectStore('blobs').delete(hash),
        transaction.done,
      ]);
    });
  }
}
