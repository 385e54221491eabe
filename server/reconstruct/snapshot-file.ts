import { createHash } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';

/** Name of the snapshot of state `sequence` in its federation's folder. */
export function snapshotName(sequence: number): string {
  return `${sequence}.snapshot`;
}

/** Writes a snapshot so that its name never stands for less than the whole: aside, synced, then renamed. */
export function writeSnapshot(
  folder: string,
  sequence: number,
  chunks: Iterable<Uint8Array>,
): { bytes: number; sha256: string } {
  const target = path.join(folder, snapshotName(sequence));
  const aside = `${target}.part`;
  const hash = createHash('sha256');
  let bytes = 0;
  const file = openSync(aside, 'w');
  try {
    for (const chunk of chunks) {
      for (let at = 0; at < chunk.length;) at += writeSync(file, chunk, at);
      hash.update(chunk);
      bytes += chunk.length;
    }
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(aside, target);
  syncFolder(folder);
  return { bytes, sha256: hash.digest('hex') };
}

export function readSnapshotFile(folder: string, sequence: number): AsyncIterable<Uint8Array> {
  return createReadStream(path.join(folder, snapshotName(sequence)), { highWaterMark: 1 << 20 });
}

/** Makes the folder, and removes what a crash left half-written. */
export function prepareFolder(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) if (name.endsWith('.part')) rmSync(path.join(folder, name));
}

/** Removes snapshots of states before `oldest`. Leaves newer ones alone: the worker may be writing one. */
export function removeSnapshotsBefore(folder: string, oldest: number): void {
  for (const name of readdirSync(folder)) {
    const sequence = /^(\d+)\.snapshot$/.exec(name)?.[1];
    if (sequence && Number(sequence) < oldest) rmSync(path.join(folder, name));
  }
}

/** The name is durable only with its folder; Windows knows no such thing. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
