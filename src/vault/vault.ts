import type { FederationId } from '../protocol/index.ts';
import { Chunks } from './chunks.ts';
import { type ClosedReason, openDatabase } from './database.ts';
import { Datasets } from './datasets.ts';
import { guarded } from './error.ts';
import { Evaluations } from './evaluations.ts';
import { Files } from './files.ts';
import { History } from './history.ts';
import { Invites } from './invites.ts';
import { Journal } from './journal.ts';
import { leaseLock, webLock } from './lock/index.ts';
import { Organisers } from './organisers.ts';
import { Preferences } from './preferences.ts';
import type { Database } from './schema.ts';
import { type StorageUse, persistStorage, storageUse } from './storage.ts';
import { Trials } from './trials.ts';
import { wipeDatabase } from './wipe.ts';

export interface VaultOptions {
  /** Of the database; left out except in tests. */
  readonly name?: string | undefined;
  /** Called once, when the vault was closed from elsewhere. Every later call rejects with `closed`. */
  readonly onClosed?: ((reason: ClosedReason) => void) | undefined;
}

/**
 * All that this device keeps: private data, its part in each federation, and model files.
 * Page and worker open one each, on the same database; what one has stored the other sees at once.
 */
export class Vault {
  readonly datasets: Datasets;
  readonly journal: Journal;
  readonly evaluations: Evaluations;
  readonly files: Files;
  readonly chunks: Chunks;
  readonly trials: Trials;
  readonly preferences: Preferences;
  readonly invites: Invites;
  readonly history: History;
  readonly organisers: Organisers;
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
    this.datasets = new Datasets(database);
    this.journal = new Journal(database);
    this.evaluations = new Evaluations(database);
    this.files = new Files(database);
    this.chunks = new Chunks(database);
    this.trials = new Trials(database);
    this.preferences = new Preferences(database);
    this.invites = new Invites(database);
    this.history = new History(database);
    this.organisers = new Organisers(database);
  }

  usage(): Promise<StorageUse> {
    return storageUse();
  }

  /** Asks the browser to keep the data when the device runs short: true, false, or null where it cannot be asked. */
  persist(): Promise<boolean | null> {
    return persistStorage();
  }

  /**
   * Runs `run` in one tab of this browser at a time, so that the device contributes once per round.
   * `lock/lock.ts` has the contract.
   */
  withContributionLock<T>(
    federation: FederationId,
    signal: AbortSignal,
    onWaiting: () => void,
    run: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const name = `${this.#database.name}: contribute to ${federation}`;
    const locks = 'locks' in navigator ? navigator.locks : null;
    const withLock = locks ? webLock(locks, name) : leaseLock(this.#database, name);
    return withLock(signal, onWaiting, run);
  }

  /** Deletes everything: data, identities, journal, models. Other tabs' vaults are closed and told. Closes this one. */
  wipe(): Promise<void> {
    return guarded(() => wipeDatabase(this.#database));
  }

  /** Safe to call twice. */
  close(): void {
    this.#database.close();
  }
}

/** @throws VaultError `unavailable`, `blocked` or `newer-version` */
export async function openVault({ name = 'dandelion', onClosed }: VaultOptions = {}): Promise<Vault> {
  return new Vault(await openDatabase({ name, onClosed }));
}
