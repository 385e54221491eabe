import { openAsBlob } from 'node:fs';
import { link, rename, rm } from 'node:fs/promises';

/**
 * Gives a checked file the name of its hash. Where another process was first, its file stays and this one goes: they are
 * the same bytes, and a blob of a file that is replaced cannot be read any more.
 */
export async function settle(file: string, target: string): Promise<Blob> {
  try {
    // Unlike a rename, it fails where the name is taken.
    await link(file, target);
    await rm(file);
  } catch (error) {
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    if (isTaken) await rm(file, { force: true });
    // A disk without links.
    else await rename(file, target);
  }
  return openAsBlob(target);
}
