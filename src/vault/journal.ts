import { type Identity, type StoredKey, generateKey, generateSeedKey, identityOf } from '../identity/index.ts';
import { type Contribution, type Epoch, type FederationId, parseSequence } from '../protocol/index.ts';
import { committed } from './commit.ts';
import { guarded } from './error.ts';
import { note } from './history.ts';
import {
  CONTRIBUTION_STATES,
  type Checkpoint,
  type ContributionState,
  type Database,
  type JournalRecord,
  type Work,
} from './schema.ts';

/** Names one round of one log. */
export interface RoundName {
  readonly federation: FederationId;
  readonly epoch: Epoch;
  readonly round: number;
}

/**
 * Who this device is in each federation, and what it said there. Every method may throw a VaultError.
 * What is kept is on disk, as far as the browser tells, before the promise is fulfilled.
 */
export class Journal {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Who this device is in a federation: drawn once, even where two tabs ask at the same time. */
  identity(federation: FederationId): Promise<Identity> {
    return guarded(async () => {
      const known = await this.#database.get('identities', federation);
      return identityOf(known ?? (await this.#firstKey(federation)));
    });
  }

  async #firstKey(federation: FederationId): Promise<StoredKey> {
    const drawn = await generateKey();
    try {
      return await this.#keepKey(federation, drawn);
    } catch (error) {
      // Some browsers have such keys and can't store them, as Firefox in a private window.
      if (!(error instanceof DOMException && error.name === 'DataCloneError')) throw error;
      return this.#keepKey(federation, generateSeedKey());
    }
  }

  /** @returns the key that stands: another tab's, where that was faster */
  async #keepKey(federation: FederationId, drawn: StoredKey): Promise<StoredKey> {
    const transaction = this.#database.transaction('identities', 'readwrite', { durability: 'strict' });
    const known = await transaction.store.get(federation);
    if (known === undefined) await committed(transaction, transaction.store.add(drawn, federation));
    return known ?? drawn;
  }

  /** The contribution that was kept for a round, or null. */
  contribution({ federation, epoch, round }: RoundName): Promise<Contribution | null> {
    return guarded(async () => {
      const record = await this.#database.get('journal', [federation, epoch, round]);
      return record?.contribution ?? null;
    });
  }

  /** Keeps a contribution before it is sent. The first one for a round stands, and is what is returned. */
  keep({ federation, epoch, round }: RoundName, contribution: Contribution, work?: Work): Promise<Contribution> {
    return guarded(async () => {
      const transaction = this.#database.transaction('journal', 'readwrite', { durability: 'strict' });
      const first = await transaction.store.get([federation, epoch, round]);
      if (first) return first.contribution;
      // A view into a larger buffer would be stored with all of it.
      const own = { ...contribution, scalars: contribution.scalars.slice() };
      const record = { federation, epoch, round, contribution: own, state: 'kept', keptAt: Date.now() } as const;
      await committed(transaction, transaction.store.add(work ? { ...record, work } : record));
      return own;
    });
  }

  /**
   * Notes how far a contribution has come; never moves it back. Does nothing where none was kept. With the word that it
   * was taken it goes into the history: in one transaction, so each once, however often it is sent and acknowledged.
   */
  mark({ federation, epoch, round }: RoundName, state: ContributionState): Promise<void> {
    return guarded(async () => {
      const transaction = this.#database.transaction(['journal', 'history'], 'readwrite');
      const [store, history] = [transaction.objectStore('journal'), transaction.objectStore('history')];
      const record = await store.get([federation, epoch, round]);
      const rank = (of: ContributionState) => CONTRIBUTION_STATES.indexOf(of);
      if (!record || rank(record.state) >= rank(state)) return;
      const written = [store.put({ ...record, state }), ...(state === 'acknowledged' ? [note(history, record)] : [])];
      await committed(transaction, Promise.all(written));
    });
  }

  /** The last round of a log whose kept contribution the relay has taken; 0 where none is known. */
  async acknowledged(federation: FederationId, epoch: Epoch): Promise<number> {
    const records = await this.contributions(federation);
    const taken = records.filter((record) => record.epoch === epoch && record.state === 'acknowledged');
    return Math.max(0, ...taken.map(({ round }) => round));
  }

  /** All that is kept of a federation, by epoch and round. */
  contributions(federation: FederationId): Promise<JournalRecord[]> {
    return guarded(() => this.#database.getAll('journal', everyRound(federation)));
  }

  /** What was kept of a log's rounds and had no word of the relay, in order of the rounds. */
  async unanswered(federation: FederationId, epoch: Epoch): Promise<Contribution[]> {
    const records = await this.contributions(federation);
    const open = records.filter(({ state }) => state === 'kept' || state === 'sent');
    return open.filter((record) => record.epoch === epoch).map(({ contribution }) => contribution);
  }

  /** Forgets the contributions of rounds before `round`, and of other epochs. */
  forgetBefore({ federation, epoch, round }: RoundName): Promise<void> {
    return guarded(async () => {
      const { store, done } = this.#database.transaction('journal', 'readwrite');
      const keys = await store.getAllKeys(everyRound(federation));
      const old = keys.filter(([, ofEpoch, ofRound]) => ofEpoch !== epoch || ofRound < round);
      await Promise.all([...old.map((key) => store.delete(key)), done]);
    });
  }

  /** Notes the state that this device has reached, for the next visit. */
  reached(federation: FederationId, epoch: Epoch, sequence: number, fingerprint: string): Promise<void> {
    return guarded(async () => {
      const checkpoint = { epoch, sequence: parseSequence(sequence), fingerprint };
      const transaction = this.#database.transaction('checkpoints', 'readwrite');
      await committed(transaction, transaction.store.put(checkpoint, federation));
    });
  }

  /** The state that was reached last, or null. */
  checkpoint(federation: FederationId): Promise<Checkpoint | null> {
    return guarded(async () => (await this.#database.get('checkpoints', federation)) ?? null);
  }
}

/** In IndexedDB's order an array comes after every string, so [] is beyond every epoch. */
function everyRound(federation: FederationId): IDBKeyRange {
  return IDBKeyRange.bound([federation], [federation, []]);
}
