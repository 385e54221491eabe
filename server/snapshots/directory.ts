import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { type WrittenFile, writeWhole } from '../whole-file.ts';
import { type ByteRange, type SnapshotStore, SnapshotStoreError } from './store.ts';

/** Milliseconds after which nobody writes a file any more that is still not whole. */
const ABANDONED = 3_600_000;

/** Snapshots in a folder: of this machine, or one that all nodes have mounted. */
export class DirectorySnapshots implements SnapshotStore {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  async write(name: string, chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<WrittenFile> {
    const target = this.#path(name);
    await mkdir(path.dirname(target), { recursive: true });
    await removeAbandoned(path.dirname(target));
    return writeWhole(target, chunks);
  }

  async read(name: string, range?: ByteRange): Promise<AsyncIterable<Uint8Array> | null> {
    const file = await open(this.#path(name)).catch((error: unknown) => {
      if (isMissing(error)) return null;
      throw new SnapshotStoreError(`Snapshot ${name} cannot be read.`, { cause: error });
    });
    return file && createReadStream('', { fd: file, highWaterMark: 1 << 20, ...range });
  }

  async list(prefix: string): Promise<string[]> {
    const folder = path.dirname(this.#path(`${prefix}x`));
    const names = await readdir(folder).catch((error: unknown) => {
      if (isMissing(error)) return [];
      throw new SnapshotStoreError(`${folder} cannot be read.`, { cause: error });
    });
    const base = prefix.slice(0, prefix.lastIndexOf('/') + 1);
    return names.map((name) => base + name).filter((name) => name.startsWith(prefix) && !name.endsWith('.part'));
  }

  async remove(name: string): Promise<void> {
    await rm(this.#path(name), { force: true });
  }

  #path(name: string): string {
    const target = path.join(this.#root, name);
    if (!target.startsWith(this.#root + path.sep)) throw new SnapshotStoreError(`${name} is no name of a snapshot.`);
    return target;
  }
}

/** What a crash left half-written; another node may be at one of its own. */
async function removeAbandoned(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.endsWith('.part')) continue;
    const file = path.join(folder, name);
    const written = await stat(file).then(
      ({ mtimeMs }) => mtimeMs,
      () => Date.now(),
    );
    if (Date.now() - written > ABANDONED) await rm(file, { force: true });
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
