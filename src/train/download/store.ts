/** A file on its way to this device, in chunks of `chunkBytes`; the last one is what is left. */
export interface PartialFile {
  readonly sha256: string;
  /** `MODEL/FILE`: what a person knows it by. */
  readonly name: string;
  readonly bytes: number;
  readonly chunkBytes: number;
}

/** Keeps downloaded model files by their hash: IndexedDB in the page, a directory in Node. */
export interface FileStore {
  file(sha256: string): Promise<Blob | null>;
  /**
   * Keeps a file whose hash was checked.
   * @param name `MODEL/FILE`
   * @returns what `file` will return from now on
   */
  saveFile(sha256: string, name: string, contents: Blob): Promise<Blob>;
  /** Forgets a file and its chunks, if they are there. */
  removeFile(sha256: string): Promise<void>;
  readonly chunks: ChunkStore;
}

/** Keeps the chunks of files that are not whole yet, over visits. Two may load one file at once: neither spoils the other's. */
export interface ChunkStore {
  /** SHA-256 of the chunks that are here, by place, as `keep` was told them; those of another chunk size are forgotten. */
  list(file: PartialFile): Promise<ReadonlyMap<number, string>>;
  /** Settles once it would outlive this process. */
  keep(file: PartialFile, index: number, sha256: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Null where it is not here. Its bytes are not checked again. */
  read(file: PartialFile, index: number): Promise<Blob | null>;
  drop(file: PartialFile, indices: readonly number[]): Promise<void>;
  /** Every chunk is here and was checked: the file is whole from now on. */
  join(file: PartialFile): Promise<Blob>;
  /** Bytes that can still be kept, roughly; null where nobody can tell. */
  room(): Promise<number | null>;
}
