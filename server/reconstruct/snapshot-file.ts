import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Epoch } from '../../src/protocol/index.ts';
import type { SnapshotStore } from '../snapshots/index.ts';

/** What the names of a log's snapshots begin with. */
export function snapshotFolder(federation: string, epoch: Epoch): string {
  return `${federation}/${epoch}/`;
}

/** Name of the snapshot of state `sequence`. */
export function snapshotName(federation: string, epoch: Epoch, sequence: number): string {
  return `${snapshotFolder(federation, epoch)}${sequence}.snapshot`;
}

/** Name of the model's file of state `sequence` in its federation's folder. */
export function exportName(sequence: number): string {
  return `${sequence}.safetensors`;
}

/** Makes the folder, and removes what a crash left half-written. */
export function prepareFolder(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) if (name.endsWith('.part')) rmSync(path.join(folder, name));
}

/** Removes snapshots of states before `oldest`. Leaves newer ones alone: a worker may be writing one. */
export async function removeSnapshotsBefore(store: SnapshotStore, folder: string, oldest: number): Promise<void> {
  for (const name of await store.list(folder)) {
    const sequence = /^(\d+)\.snapshot$/.exec(name.slice(folder.length))?.[1];
    if (sequence && Number(sequence) < oldest) await store.remove(name);
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
