import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';

/** What was written. */
export interface WrittenFile {
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * Writes a file so that its name never stands for less than the whole: aside, synced, then renamed. Where the chunks
 * fail or the signal comes, what was begun is removed, and a file of that name that was there before stays. Between
 * two chunks the event loop gets a turn.
 * @param told bytes so far, after each chunk
 */
export async function writeWhole(
  target: string,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  signal?: AbortSignal,
  told?: (bytes: number) => void,
): Promise<WrittenFile> {
  await mkdir(path.dirname(target), { recursive: true });
  // A name of its own: another process may be writing the same file.
  const aside = `${target}.${randomBytes(4).toString('hex')}.part`;
  const hash = createHash('sha256');
  let bytes = 0;
  const file = await open(aside, 'w');
  try {
    for await (const chunk of chunks) {
      await file.writeFile(chunk);
      hash.update(chunk);
      bytes += chunk.length;
      told?.(bytes);
      await turn();
      signal?.throwIfAborted();
    }
    await file.sync();
    await file.close();
    await rename(aside, target);
    await syncFolder(path.dirname(target));
  } catch (error) {
    await file.close().catch(() => {});
    await rm(aside, { force: true });
    throw error;
  }
  return { bytes, sha256: hash.digest('hex') };
}

/** The name is durable only with its folder; Windows knows no such thing. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
