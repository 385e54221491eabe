import type { ChunkStore, FileStore, PartialFile } from '../../src/train/index.ts';

/** Model files in memory. */
export class MapStore implements FileStore {
  readonly files = new Map<string, Blob>();
  readonly chunks = new MapChunks(this.files);

  file(sha256: string): Promise<Blob | null> {
    return Promise.resolve(this.files.get(sha256) ?? null);
  }
  saveFile(sha256: string, _name: string, contents: Blob): Promise<Blob> {
    this.files.set(sha256, contents);
    return Promise.resolve(contents);
  }
  removeFile(sha256: string): Promise<void> {
    this.files.delete(sha256);
    this.chunks.kept.delete(sha256);
    return Promise.resolve();
  }
}

class MapChunks implements ChunkStore {
  /** By file and place. */
  readonly kept = new Map<string, Map<number, { readonly sha256: string; readonly blob: Blob }>>();
  /** What `room` tells. */
  left: number | null = null;
  readonly #files: Map<string, Blob>;

  constructor(files: Map<string, Blob>) {
    this.#files = files;
  }

  list({ sha256 }: PartialFile): Promise<ReadonlyMap<number, string>> {
    return Promise.resolve(new Map([...this.#of(sha256)].map(([index, chunk]) => [index, chunk.sha256])));
  }
  keep({ sha256 }: PartialFile, index: number, hash: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    this.#of(sha256).set(index, { sha256: hash, blob: new Blob([bytes]) });
    return Promise.resolve();
  }
  read({ sha256 }: PartialFile, index: number): Promise<Blob | null> {
    return Promise.resolve(this.#of(sha256).get(index)?.blob ?? null);
  }
  drop({ sha256 }: PartialFile, indices: readonly number[]): Promise<void> {
    for (const index of indices) this.#of(sha256).delete(index);
    return Promise.resolve();
  }
  join({ sha256 }: PartialFile): Promise<Blob> {
    // Where two load one file at once, the first has made it.
    const made = this.#files.get(sha256);
    if (made) return Promise.resolve(made);
    const chunks = [...this.#of(sha256)].toSorted(([a], [b]) => a - b).map(([, { blob }]) => blob);
    const whole = new Blob(chunks);
    this.#files.set(sha256, whole);
    this.kept.delete(sha256);
    return Promise.resolve(whole);
  }
  room(): Promise<number | null> {
    return Promise.resolve(this.left);
  }

  #of(sha256: string): Map<number, { readonly sha256: string; readonly blob: Blob }> {
    const known = this.kept.get(sha256) ?? new Map();
    this.kept.set(sha256, known);
    return known;
  }
}
