import type { FileStore } from '../../src/train/index.ts';

/** Model files in memory. */
export class MapStore implements FileStore {
  readonly files = new Map<string, Blob>();
  file(sha256: string): Promise<Blob | null> {
    return Promise.resolve(this.files.get(sha256) ?? null);
  }
  saveFile(sha256: string, _name: string, contents: Blob): Promise<Blob> {
    this.files.set(sha256, contents);
    return Promise.resolve(contents);
  }
  removeFile(sha256: string): Promise<void> {
    this.files.delete(sha256);
    return Promise.resolve();
  }
}
