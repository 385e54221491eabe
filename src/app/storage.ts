import { signal } from '@preact/signals';
import { type EngineName, offeredEngine } from '../engine/index.ts';
import type { FederationId } from '../protocol/index.ts';
import {
  type DatasetDraft,
  type DatasetSummary,
  type Invitation,
  type PreferenceValues,
  type StorageUse,
  type Vault,
  VaultError,
  openVault,
} from '../vault/index.ts';
import { save } from './save.ts';

/** What is on this device, as the page last saw it. */
export const datasets = signal<readonly DatasetSummary[]>([]);
export const storageUse = signal<StorageUse | null>(null);
export const modelFiles = signal<readonly { readonly hash: string; readonly bytes: number }[] | null>(null);
/** The data set to contribute with. */
export const chosen = signal<number | null>(null);
/** The engine that the person chose for this device; null for the fastest. */
export const engineChoice = signal<EngineName | null>(null);
export const storageProblem = signal<{ readonly message: string; readonly remedy: string } | null>(null);

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
async function attempt(work: (open: Vault) => Promise<void>): Promise<boolean> {
  try {
    await work(await vault());
    storageProblem.value = null;
    return true;
  } catch (error) {
    storageProblem.value =
      error instanceof VaultError
        ? error
        : { message: "This device's storage did not answer.", remedy: 'Reload the page and try again.' };
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
    const [list, use, files, engine] = await Promise.all([
      open.datasets.list(),
      open.usage(),
      open.files.list(),
      open.preferences.get('engine'),
    ]);
    datasets.value = list;
    storageUse.value = use;
    modelFiles.value = files;
    engineChoice.value = offeredEngine(engine);
    if (!list.some(({ id }) => id === chosen.peek())) chosen.value = list[0]?.id ?? null;
  });
}

/** Keeps which engine to use; null for the fastest. */
export async function chooseEngine(name: EngineName | null): Promise<void> {
  await attempt((open) => open.preferences.set('engine', name));
  await refreshStorage();
}

/** Keeps a data set and chooses it. */
export async function keepDataset(draft: DatasetDraft): Promise<boolean> {
  const kept = await attempt(async (open) => {
    const { id } = await open.datasets.put(draft);
    chosen.value = id;
    // Only now is there something that its owner would miss; browsers may ask, and refuse who asks too early.
    if (!draft.source.startsWith('sample:')) await open.persist();
  });
  return kept && (await refreshStorage());
}

export async function removeDataset(id: number): Promise<void> {
  await attempt((open) => open.datasets.remove(id));
  await refreshStorage();
}

export async function exportDataset({ id, name }: DatasetSummary): Promise<void> {
  await attempt(async (open) => {
    save(await open.datasets.export(id), `${name.replace(/[^\p{L}\p{N}]+/gu, '-')}.jsonl`);
  });
}

/** Deletes everything of this project on this device: data, identity, journal, model. */
export async function wipeStorage(): Promise<boolean> {
  const wiped = await attempt((open) => open.wipe());
  opening = null;
  chosen.value = null;
  await refreshStorage();
  return wiped;
}
