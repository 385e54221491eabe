import type { WrittenFile } from '../whole-file.ts';

/** First and last byte, both included. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Where snapshots lie. Names are paths with slashes: letters, digits, dots and dashes.
 *
 * - `write` makes the name stand for the whole, or leaves it as it was: never for a part.
 * - `read` gives the bytes as they were written, or the wanted range of them.
 * - Every method rejects with a SnapshotStoreError where the place cannot be used.
 */
export interface SnapshotStore {
  write(name: string, chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<WrittenFile>;
  /** @returns null where nothing has this name */
  read(name: string, range?: ByteRange): Promise<AsyncIterable<Uint8Array> | null>;
  /** Names that begin with `prefix`, in no order. */
  list(prefix: string): Promise<string[]>;
  /** Nothing happens where it is not there. */
  remove(name: string): Promise<void>;
}

/** Where the store is, in words that a worker thread can be sent. */
export type SnapshotPlace =
  | { readonly type: 'directory'; readonly path: string }
  | {
      readonly type: 's3';
      readonly bucket: string;
      /** '' or a path that ends in a slash. */
      readonly prefix: string;
      /** Address of another service than Amazon's; null: Amazon's in that region. */
      readonly endpoint: string | null;
      readonly region: string;
      readonly accessKeyId: string;
      readonly secretAccessKey: string;
      readonly sessionToken: string | null;
    };

/** Snapshots cannot be written or read there; what is there already stays. */
export class SnapshotStoreError extends Error {
  override readonly name = 'SnapshotStoreError';
}
