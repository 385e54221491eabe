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

/** Removes all exported models but the `kept` newest. */
export function removeExports(folder: string, kept: number): void {
  mkdirSync(folder, { recursive: true });
  const files = readdirSync(folder).flatMap((name) => {
    const sequence = /^(\d+)\.safetensors$/.exec(name)?.[1];
    return sequence ? [{ name, sequence: Number(sequence) }] : [];
  });
  const old = files.sort((a, b) => b.sequence - a.sequence).slice(kept);
  for (const { name } of old) rmSync(path.join(folder, name), { force: true });
}
