import { createReadStream, mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';

/** Name of the snapshot of state `sequence` in its federation's folder. */
export function snapshotName(sequence: number): string {
  return `${sequence}.snapshot`;
}

/** Name of the model's file of state `sequence` in its federation's folder. */
export function exportName(sequence: number): string {
  return `${sequence}.safetensors`;
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

/** Removes every exported model. Whoever is reading one goes on: an open file outlives its name. */
export function removeExports(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}
