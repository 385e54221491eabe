import { type Manifest, chunkBytesFor } from '../../protocol/index.ts';
import type { PartialFile } from './store.ts';

/** A stretch of chunks, both included. */
export interface Gap {
  readonly first: number;
  readonly last: number;
}

/** Which bytes of a file are which chunk, and what is known of each one beforehand. */
export class ChunkPlan {
  readonly file: PartialFile;
  readonly count: number;
  readonly #expected: readonly string[] | null;

  constructor(model: string, { name, bytes, sha256, chunks }: Manifest['model']['files'][number]) {
    const chunkBytes = chunks?.bytes ?? chunkBytesFor(bytes);
    this.file = { sha256, name: `${model}/${name}`, bytes, chunkBytes };
    this.count = Math.ceil(bytes / chunkBytes);
    this.#expected = chunks?.sha256 ?? (this.count === 1 ? [sha256] : null);
  }

  /** The manifest tells every chunk's hash, so that each one can be judged by itself. */
  get isPinned(): boolean {
    return this.#expected !== null;
  }
  /** SHA-256 of a chunk, or null where the manifest does not tell. */
  expected(index: number): string | null {
    return this.#expected?.[index] ?? null;
  }
  startOf(index: number): number {
    return Math.min(index * this.file.chunkBytes, this.file.bytes);
  }
  lengthOf(index: number): number {
    return this.startOf(index + 1) - this.startOf(index);
  }
  /** The chunk that has the byte at `position`. */
  at(position: number): number {
    return Math.floor(position / this.file.chunkBytes);
  }
  /** The first stretch, from chunk `from` on, of chunks that are not in `kept`. */
  gap(kept: ReadonlyMap<number, unknown>, from = 0): Gap | null {
    let first = from;
    while (first < this.count && kept.has(first)) first++;
    if (first >= this.count) return null;
    let last = first;
    while (last + 1 < this.count && !kept.has(last + 1)) last++;
    return { first, last };
  }
}
