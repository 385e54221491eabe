import { signal } from '@preact/signals';
import { type EngineName, offeredEngine } from '../engine/index.ts';
import type { FederationId, Hash } from '../protocol/index.ts';
import type { Problem } from '../train/index.ts';
import {
  type DatasetDraft,
  type DatasetRows,
  type DatasetSummary,
  type ExportFormat,
  type Invitation,
  type PreferenceValues,
  type StorageUse,
  type StoredFile,
  type UnfinishedFile,
  type Vault,
  VaultError,
  openVault,
} from '../vault/index.ts';
import { save } from './save.ts';

/** What is on this device, as the page last saw it. */
export const datasets = signal<readonly DatasetSummary[]>([]);
export const storageUse = signal<StorageUse | null>(null);
export const modelFiles = signal<readonly StoredFile[] | null>(null);
/** Model files that have come in part. */
export const unfinishedFiles = signal<readonly UnfinishedFile[]>([]);
/** The data set to contribute with. */
export const chosen = signal<number | null>(null);
/** The engine that the person chose for this device; null for the fastest. */
export const engineChoice = signal<EngineName | null>(null);
/** What went wrong with this device's storage, last; null where it works. */
export const storageProblem = signal<StorageProblem | null>(null);

/** The data sets that were deleted last, to be brought back while this page is open. */
export const removedDatasets = signal<readonly DatasetRows[]>([]);

type StorageProblem = Extract<Problem, { code: `storage-${string}` }>;

let opening: Promise<Vault> | null = null;

/** The page's vault, opened when it is first needed, and again after another tab closed it. */
export function vault(): Promise<Vault> {
  opening ??= openVault({
    onClosed: () => {
      opening = null;
      void refreshStorage();
    },
  });
  opening.catch(() => (opening = null));
  return opening;
}

/** What a person chose on this device; null where nothing was, or the storage does not answer. */
export async function preference<Key extends keyof PreferenceValues>(key: Key): Promise<PreferenceValues[Key] | null> {
  try {
    return await (await vault()).preferences.get(key);
  } catch {
    return null;
  }
}

/** Keeps a choice; null takes it back. */
export async function prefer<Key extends keyof PreferenceValues>(
  key: Key,
  value: PreferenceValues[Key] | null,
): Promise<void> {
  await attempt((open) => open.preferences.set(key, value));
}

/** Runs work on the vault; a failure becomes `storageProblem`. @returns whether it went well */
export async function attempt(work: (open: Vault) => Promise<void>): Promise<boolean> {
  try {
    await work(await vault());
    storageProblem.value = null;
    return true;
  } catch (error) {
    storageProblem.value = {
      code: `storage-${error instanceof VaultError ? error.code : 'failed'}`,
      message: error instanceof VaultError ? error.message : "This device's storage did not answer.",
      remedy: error instanceof VaultError ? error.remedy : 'Reload the page and try again.',
      fatal: false,
    };
    return false;
  }
}

/** What a link to a federation said on an earlier visit; null where nothing is known, or the storage does not answer. */
export async function invitationOf(federation: FederationId): Promise<Invitation | null> {
  try {
    return await (await vault()).invites.get(federation);
  } catch {
    return null;
  }
}

/** @returns it, without a token that has let this device in before */
export async function keepInvitation(federation: FederationId, invitation: Invitation): Promise<Invitation> {
  let kept = invitation;
  await attempt(async (open) => {
    kept = await open.invites.keep(federation, invitation);
  });
  return kept;
}

export function refreshStorage(): Promise<boolean> {
  return attempt(async (open) => {
    const [list, use, files, unfinished, engine] = await Promise.all([
      open.datasets.list(),
      open.usage(),
      open.files.list(),
      open.chunks.unfinished(),
      open.preferences.get('engine'),
    ]);
    datasets.value = list;
    storageUse.value = use;
    modelFiles.value = files;
    unfinishedFiles.value = unfinished;
    engineChoice.value = offeredEngine(engine);
    if (!list.some(({ id }) => id === chosen.peek())) chosen.value = list[0]?.id ?? null;
  });
}

/** Keeps which engine to use; null for the fastest. */
export async function chooseEngine(name: EngineName | null): Promise<void> {
  await attempt((open) => open.preferences.set('engine', name));
  await refreshStorage();
}

/** Keeps a data set and chooses it. @returns its number; null where it was not kept */
export async function keepDataset(draft: DatasetDraft): Promise<number | null> {
  let kept: number | null = null;
  await attempt(async (open) => {
    const { id } = await open.datasets.put(draft);
    chosen.value = id;
    kept = id;
    // Only now is there something that its owner would miss; browsers may ask, and refuse who asks too early.
    if (!draft.source.startsWith('sample:')) await open.persist();
  });
  // A refresh that goes well would take the message away that says why it was not kept.
  if (kept !== null) await refreshStorage();
  return kept;
}

/** Deletes data sets; they can be brought back until others are deleted, or everything is. */
export async function removeDatasets(ids: readonly number[]): Promise<void> {
  const removed: DatasetRows[] = [];
  await attempt(async (open) => {
    for (const id of ids) {
      const dataset = await open.datasets.open(id);
      await open.datasets.remove(id);
      if (dataset) removed.push(dataset);
    }
  });
  removedDatasets.value = removed;
  await refreshStorage();
}

/** Brings back what was deleted last. */
export async function restoreDatasets(): Promise<void> {
  const removed = removedDatasets.peek();
  const restored = await attempt(async (open) => {
    for (const dataset of removed) await open.datasets.restore(dataset);
  });
  if (!restored) return;
  removedDatasets.value = [];
  await refreshStorage();
  chosen.value = removed[0]?.id ?? chosen.peek();
}

export async function exportDataset({ id, name }: DatasetSummary, format: ExportFormat): Promise<void> {
  await attempt(async (open) => {
    save(await open.datasets.export(id, format), `${name.replace(/[^\p{L}\p{N}]+/gu, '-')}.${format}`);
  });
}

/** Forgets model files, whole ones and unfinished ones: joining fetches them again. */
export async function removeFiles(hashes: readonly Hash[]): Promise<void> {
  await attempt(async (open) => {
    for (const hash of hashes) await open.files.remove(hash);
  });
  await refreshStorage();
}

/** Asks the browser to keep what is here when the device runs short. @returns null where it cannot be asked */
export async function askToKeep(): Promise<boolean | null> {
  let kept: boolean | null = null;
  await attempt(async (open) => {
    kept = await open.persist();
  });
  await refreshStorage();
  return kept;
}

/** Deletes everything of this project on this device: data, identity, journal, model. */
export async function wipeStorage(): Promise<boolean> {
  const wiped = await attempt((open) => open.wipe());
  opening = null;
  chosen.value = null;
  removedDatasets.value = [];
  await refreshStorage();
  return wiped;
}
