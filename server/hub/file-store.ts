import { randomBytes } from 'node:crypto';
import { createWriteStream, openAsBlob } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { FileChunks } from './file-chunks.ts';
import { settle } from './settle.ts';

/** Model files by their hash in a directory: a volunteer's `FileStore`. Blobs from it are read from disk, not held in memory. */
export class DirectoryStore {
  readonly #directory: string;
  /** Of files that are not whole yet. */
  readonly chunks: FileChunks;

  /** Where its files lie. */
  get directory(): string {
    return this.#directory;
  }

  constructor(directory = process.env['DANDELION_CACHE'] ?? path.join(homedir(), '.cache', 'dandelion', 'models')) {
    this.#directory = directory;
    this.chunks = new FileChunks(directory);
  }

  async file(sha256: string): Promise<Blob | null> {
    const file = path.join(this.#directory, sha256);
    const found = await stat(file).catch(() => null);
    return found?.isFile() ? openAsBlob(file) : null;
  }

  async removeFile(sha256: string): Promise<void> {
    await rm(path.join(this.#directory, sha256), { force: true });
    await this.chunks.forget(sha256);
  }

  /** Written beside and renamed, so that a half-written file never carries a hash for a name. */
  async saveFile(sha256: string, _name: string, contents: Blob): Promise<Blob> {
    await mkdir(this.#directory, { recursive: true });
    const temporary = path.join(this.#directory, `.${randomBytes(6).toString('hex')}`);
    await pipeline(Readable.from(contents.stream()), createWriteStream(temporary));
    return this.adopt(sha256, temporary);
  }

  /** Takes over a file whose hash was checked, from the same disk and without a copy. */
  async adopt(sha256: string, file: string): Promise<Blob> {
    return settle(file, path.join(this.#directory, sha256));
  }
}
