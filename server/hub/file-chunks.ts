import { openAsBlob } from 'node:fs';
import {
  type FileHandle,
  appendFile,
  mkdir,
  open,
  readFile,
  readdir,
  rename,
  rm,
  stat,
  statfs,
} from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { settle } from './settle.ts';

/** A file on its way, in chunks of `chunkBytes`; the last one is what is left. */
interface Unfinished {
  readonly sha256: string;
  readonly bytes: number;
  readonly chunkBytes: number;
}

const LINE = /^(\d+) ([0-9a-f]{64})$/;

const LIST = '.chunks';
/** Names that a file's name can hold. */
const HOST = hostname().replaceAll(/[^\w.]/g, '_');

/**
 * Chunks of files that are not whole yet, in a directory: each in its place in one file, so that the last one makes it
 * whole without a copy, and beside it a list with a line for each chunk that was written.
 *
 * Several processes may load the same file into one directory, as volunteers of one machine do: each has its own, by its
 * process id, and goes on with what one that has ended has left.
 */
export class FileChunks {
  readonly #directory: string;
  /** Files for which it was looked whether somebody left something. */
  readonly #looked = new Map<string, Promise<void>>();

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** SHA-256 of the chunks that are here, by place. What a crash has left half done is not in it, or has another hash. */
  async list(file: Unfinished): Promise<ReadonlyMap<number, string>> {
    await this.#takeOver(file.sha256);
    const [head = '', ...lines] = (await readFile(this.#list(file), 'utf8').catch(() => '')).split('\n');
    if (head !== headOf(file)) {
      await this.forget(file.sha256);
      return new Map();
    }
    return new Map(
      lines.flatMap((line) => {
        const [, index, hash] = LINE.exec(line) ?? [];
        return hash === undefined ? [] : [[Number(index), hash] as const];
      }),
    );
  }

  async keep(file: Unfinished, index: number, sha256: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    await mkdir(this.#directory, { recursive: true });
    // Before anything is written: it forgets what does not belong to this file's chunks.
    const known = await this.list(file);
    const handle = await openToChange(this.#contents(file));
    try {
      await handle.write(bytes, 0, bytes.length, index * file.chunkBytes);
    } finally {
      await handle.close();
    }
    if (known.get(index) === sha256) return;
    await appendFile(this.#list(file), `${known.size === 0 ? `${headOf(file)}\n` : ''}${index} ${sha256}\n`);
  }

  async read(file: Unfinished, index: number): Promise<Blob | null> {
    const contents = await openAsBlob(this.#contents(file)).catch(() => null);
    const start = index * file.chunkBytes;
    return contents && contents.slice(start, Math.min(start + file.chunkBytes, file.bytes));
  }

  async drop(file: Unfinished, indices: readonly number[]): Promise<void> {
    const kept = new Map(await this.list(file));
    for (const index of indices) kept.delete(index);
    const target = this.#list(file);
    await rm(target, { force: true });
    const lines = [...kept].map(([index, hash]) => `${index} ${hash}\n`);
    if (lines.length > 0) await appendFile(target, `${headOf(file)}\n${lines.join('')}`);
  }

  /** The file under its hash's name, once every chunk was checked. */
  async join(file: Unfinished): Promise<Blob> {
    const whole = await settle(this.#contents(file), path.join(this.#directory, file.sha256));
    await rm(this.#list(file), { force: true });
    return whole;
  }

  /** Bytes free on the disk; null where the system does not tell. */
  async room(): Promise<number | null> {
    await mkdir(this.#directory, { recursive: true });
    const disk = await statfs(this.#directory).catch(() => null);
    return disk && disk.bavail * disk.bsize;
  }

  /** Of a file that nobody wants any more. */
  async forget(sha256: string): Promise<void> {
    await Promise.all([this.#contents({ sha256 }), this.#list({ sha256 })].map((file) => rm(file, { force: true })));
  }

  /** Makes the most that a process which has ended has left of a file this one's. A rename has one winner. */
  #takeOver(sha256: string): Promise<void> {
    const looked = this.#looked.get(sha256) ?? this.#search(sha256);
    this.#looked.set(sha256, looked);
    return looked;
  }

  async #search(sha256: string): Promise<void> {
    if (await stat(this.#list({ sha256 })).catch(() => null)) return;
    const prefix = `.unfinished-${sha256}-${HOST}-`;
    const names = await readdir(this.#directory).catch(() => []);
    const left = names.filter(
      (name) => name.startsWith(prefix) && name.endsWith(LIST) && !isAlive(Number.parseInt(name.slice(prefix.length))),
    );
    const sizes = await Promise.all(left.map((name) => stat(path.join(this.#directory, name)).catch(() => null)));
    const inOrder = left.toSorted((a, b) => (sizes[left.indexOf(b)]?.size ?? 0) - (sizes[left.indexOf(a)]?.size ?? 0));
    let isOurs = false;
    for (const name of inOrder) {
      const list = path.join(this.#directory, name);
      const contents = list.slice(0, -LIST.length);
      if (isOurs) await Promise.all([rm(list, { force: true }), rm(contents, { force: true })]);
      else isOurs = await this.#rename(sha256, list, contents);
    }
  }

  /** The list is the claim: who has renamed it has the contents too. */
  async #rename(sha256: string, list: string, contents: string): Promise<boolean> {
    try {
      await rename(list, this.#list({ sha256 }));
    } catch {
      return false;
    }
    await rename(contents, this.#contents({ sha256 })).catch(() => this.forget(sha256));
    return true;
  }

  #contents({ sha256 }: Pick<Unfinished, 'sha256'>): string {
    return path.join(this.#directory, `.unfinished-${sha256}-${HOST}-${process.pid}`);
  }
  #list({ sha256 }: Pick<Unfinished, 'sha256'>): string {
    return `${this.#contents({ sha256 })}${LIST}`;
  }
}

/** Whether a process of this machine is running. */
function isAlive(pid: number): boolean {
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It is another user's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Chunks of another size are of no use. */
function headOf({ bytes, chunkBytes }: Unfinished): string {
  return `${bytes} bytes in chunks of ${chunkBytes}`;
}

/** For writing anywhere in it, made where it is not there; 'w' would empty it and 'a' write at its end. */
async function openToChange(file: string): Promise<FileHandle> {
  return open(file, 'r+').catch(() => open(file, 'wx+').catch(() => open(file, 'r+')));
}
