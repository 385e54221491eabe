import { parseHash } from '../protocol/index.ts';
import type { Vault } from '../vault/index.ts';
import type { ChunkStore, FileStore, PartialFile } from './download/index.ts';

/** Model files as the page's workers keep them: in the vault. */
export function vaultFiles(vault: Vault): FileStore {
  const { files } = vault;
  return {
    file: (hash) => files.get(parseHash(hash)),
    saveFile: async (hash, name, contents) => {
      await files.save(parseHash(hash), name, contents);
      // The stored copy is on disk; the one that was downloaded can go.
      return (await files.get(parseHash(hash))) ?? contents;
    },
    removeFile: (hash) => files.remove(parseHash(hash)),
    chunks: new VaultChunks(vault),
  };
}

class VaultChunks implements ChunkStore {
  readonly #vault: Vault;

  constructor(vault: Vault) {
    this.#vault = vault;
  }

  async list({ sha256, bytes, chunkBytes }: PartialFile): Promise<ReadonlyMap<number, string>> {
    const file = parseHash(sha256);
    const places = await this.#vault.chunks.list(file);
    const fits = ({ index, bytes: length }: { index: number; bytes: number }): boolean =>
      length === Math.min(chunkBytes, bytes - index * chunkBytes);
    const odd = places.filter((place) => !fits(place)).map(({ index }) => index);
    if (odd.length > 0) await this.#vault.chunks.remove(file, odd);
    return new Map(places.filter(fits).map(({ index, hash }) => [index, hash]));
  }

  keep({ sha256, name, bytes }: PartialFile, index: number, hash: string, chunk: Uint8Array<ArrayBuffer>) {
    const contents = new Blob([chunk]);
    return this.#vault.chunks.save({ file: parseHash(sha256), index, hash: parseHash(hash), contents, name, bytes });
  }

  read({ sha256 }: PartialFile, index: number): Promise<Blob | null> {
    return this.#vault.chunks.get(parseHash(sha256), index);
  }

  drop({ sha256 }: PartialFile, indices: readonly number[]): Promise<void> {
    return this.#vault.chunks.remove(parseHash(sha256), indices);
  }

  async join({ sha256, name, bytes, chunkBytes }: PartialFile): Promise<Blob> {
    const file = parseHash(sha256);
    await this.#vault.chunks.finish(file, name, bytes, Math.ceil(bytes / chunkBytes));
    return (await this.#vault.files.get(file)) ?? new Blob();
  }

  async room(): Promise<number | null> {
    const { usage, quota } = await this.#vault.usage();
    return usage === null || quota === null ? null : quota - usage;
  }
}
