import { createHash } from 'node:crypto';
import { type RequestListener, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { testManifest } from '../../tests/support/manifest.ts';
import { FileError, type FileStore, obtainFiles } from './files.ts';

const contents = Buffer.from('weights '.repeat(40_000));
const sha256 = createHash('sha256').update(contents).digest('hex');
const manifest = testManifest();
const { model } = manifest;
const withFile = {
  ...manifest,
  model: { ...model, files: [{ name: 'model.safetensors', bytes: contents.length, sha256 }] },
};

class MapStore implements FileStore {
  readonly saved = new Map<string, Blob>();
  file(hash: string): Promise<Blob | null> {
    return Promise.resolve(this.saved.get(hash) ?? null);
  }
  removeFile(hash: string): Promise<void> {
    this.saved.delete(hash);
    return Promise.resolve();
  }
  saveFile(hash: string, _name: string, blob: Blob): Promise<Blob> {
    this.saved.set(hash, blob);
    return Promise.resolve(blob);
  }
}

let stop = (): void => {};
afterEach(() => stop());

/** A server that answers as told, and counts. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stop = () => server.closeAllConnections();
  server.unref();
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function obtain(relay: string, store: FileStore) {
  const progress: number[] = [];
  const download = obtainFiles(relay, withFile, store, new AbortController().signal);
  for (;;) {
    const { done, value } = await download.next();
    if (done) return { ...value, progress };
    progress.push(value.loaded);
  }
}

describe('obtainFiles', () => {
  test('downloads with progress, keeps the file, and does not ask for it again', async () => {
    let requests = 0;
    const relay = await serve((_request, response) => {
      requests++;
      response.end(contents);
    });
    const store = new MapStore();
    const first = await obtain(relay, store);
    expect(await first.files.get('model.safetensors')!.text()).toBe(contents.toString());
    expect(first.bytes).toBe(contents.length);
    expect(first.progress.at(-1)).toBe(contents.length);
    expect(first.progress).toEqual(first.progress.toSorted((a, b) => a - b));
    const second = await obtain(relay, store);
    expect(second.bytes).toBe(0);
    expect(requests).toBe(1);
  });

  test('refuses a file that is not the one of the manifest, and keeps nothing', async () => {
    for (const wrong of [
      Buffer.concat([contents, Buffer.from('!')]),
      Buffer.from('short'),
      Buffer.alloc(contents.length),
    ]) {
      const relay = await serve((_request, response) => response.end(wrong));
      const store = new MapStore();
      await expect(obtain(relay, store)).rejects.toThrow('not the file that the federation agreed on');
      expect(store.saved.size).toBe(0);
    }
  });

  test('tells trouble that may pass from trouble that will not', async () => {
    const failure = async (relay: string): Promise<unknown> => obtain(relay, new MapStore()).catch((error) => error);
    const missing = await failure(await serve((_request, response) => response.writeHead(404).end()));
    const broken = await failure(
      await serve((_request, response) => {
        response.writeHead(200, { 'content-length': contents.length });
        response.write(contents.subarray(0, 1000), () => response.destroy());
      }),
    );
    const absent = await failure('http://127.0.0.1:1');
    for (const error of [missing, broken, absent]) expect(error).toBeInstanceOf(FileError);
    expect([missing, broken, absent].map((error) => (error as FileError).temporary)).toEqual([false, true, true]);
  });
});
