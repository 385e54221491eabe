import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Manifest } from '../protocol/index.ts';
import { readChunks } from './chunks.ts';
import type { TrainEvent } from './events.ts';

/** Keeps downloaded model files by their hash: IndexedDB in the page, a directory in Node. */
export interface FileStore {
  file(sha256: string): Promise<Blob | null>;
  /** Keeps a file whose hash was checked. @returns what `file` will return from now on */
  saveFile(sha256: string, name: string, contents: Blob): Promise<Blob>;
  /** Forgets a file, if it is there. */
  removeFile(sha256: string): Promise<void>;
}

/** A file could not be had, or is not the one that the manifest names. */
export class FileError extends Error {
  override readonly name = 'FileError';
  /** Trying again may help. */
  readonly temporary: boolean;
  constructor(message: string, temporary: boolean) {
    super(message);
    this.temporary = temporary;
  }
}

/** Bytes that are gathered before they are handed to a blob, which browsers keep outside the page's memory. */
const PIECE = 8 * 2 ** 20;

type Download = Extract<TrainEvent, { type: 'download' }>;

/**
 * The manifest's model files, from the store where they are, else from the network into it, with progress over
 * all of them together.
 * @throws FileError
 */
export async function* obtainFiles(
  relay: string,
  { model }: Manifest,
  store: FileStore,
  signal: AbortSignal,
): AsyncGenerator<Download, { files: Map<string, Blob>; bytes: number }> {
  const files = new Map<string, Blob>();
  const total = model.files.reduce((sum, file) => sum + file.bytes, 0);
  let loaded = 0;
  let bytes = 0;
  for (const file of model.files) {
    const kept = await store.file(file.sha256);
    if (kept && kept.size === file.bytes) {
      files.set(file.name, kept);
    } else {
      const address = new URL(`${model.location.replace(/\/$/, '')}/${file.name}`, relay);
      const download = fetchFile(address, file, signal);
      let step = await download.next();
      for (; !step.done; step = await download.next()) {
        yield { type: 'download', file: file.name, loaded: loaded + step.value, total };
      }
      files.set(file.name, await store.saveFile(file.sha256, file.name, step.value));
      bytes += file.bytes;
    }
    loaded += file.bytes;
    yield { type: 'download', file: file.name, loaded, total };
  }
  return { files, bytes };
}

/** Yields the bytes received so far. @returns the file, its length and hash checked */
async function* fetchFile(
  address: URL,
  file: Manifest['model']['files'][number],
  signal: AbortSignal,
): AsyncGenerator<number, Blob> {
  const parts: Blob[] = [];
  let piece: Uint8Array<ArrayBuffer>[] = [];
  const hash = sha256.create();
  let received = 0;
  for await (const chunk of fetchChunks(address, signal)) {
    hash.update(chunk);
    piece.push(chunk);
    if (Math.floor((received + chunk.length) / PIECE) > Math.floor(received / PIECE)) {
      parts.push(new Blob(piece));
      piece = [];
    }
    received += chunk.length;
    if (received > file.bytes) break;
    yield received;
  }
  if (received !== file.bytes || bytesToHex(hash.digest()) !== file.sha256) {
    throw new FileError(`${file.name} from ${address.host} is not the file that the federation agreed on.`, false);
  }
  return new Blob([...parts, ...piece]);
}

async function* fetchChunks(address: URL, signal: AbortSignal): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const failure = (why: string, temporary: boolean): FileError =>
    new FileError(`${address.pathname} could not be loaded from ${address.host}: ${why}.`, temporary);
  let response;
  try {
    response = await fetch(address, { signal });
  } catch {
    throw failure(signal.aborted ? 'it was stopped' : 'there is no connection', true);
  }
  if (!response.ok || !response.body) throw failure(`it answered ${response.status}`, response.status >= 500);
  try {
    yield* readChunks(response.body);
  } catch {
    throw failure('the connection broke', true);
  }
}
