import { type Epoch, parseFederationId, participantsOf } from '../protocol/index.ts';
import type { Activities } from './activities.ts';
import type { Answering } from './answering.ts';
import { broughtBy } from './brought.ts';
import { takePass } from './entry-pass.ts';
import type { TrainEvent } from './events.ts';
import { isIncluded } from './included.ts';
import type { Inbox } from './inbox.ts';
import { DIVERGED } from './problems.ts';
import { type AppliedEntry, ChainError } from './replica.ts';
import type { VolunteerSetup } from './volunteer-setup.ts';

/** Fresh starts in a row after which something is wrong that a fresh start does not mend. */
const MISMATCHES = 3;

/**
 * What became of this copy: it is the federation's; or it can't go on with this connection, but with another; or not at
 * all.
 */
export type Standing = 'ok' | 'reconnect' | 'diverged';

/** Keeps this device's copy the federation's: applies the log's entries, and compares fingerprints with the relay. */
export class Following {
  readonly #setup: VolunteerSetup;
  readonly #answering: Answering;
  readonly #activities: Activities;
  /** Times that this copy turned out not to be the federation's since it last was. */
  #mismatches = 0;

  constructor(setup: VolunteerSetup, answering: Answering, activities: Activities) {
    this.#setup = setup;
    this.#answering = answering;
    this.#activities = activities;
  }

  /**
   * Applies an entry, and those behind it in the inbox, in one pass.
   * @param head the last entry that the relay had when it said welcome
   */
  async *entries(inbox: Inbox, first: Uint8Array, epoch: Epoch, head: number): AsyncGenerator<TrainEvent, Standing> {
    const { replica, journal, learner, manifest } = this.#setup;
    const entries = takePass(inbox, first, manifest.method.directions, learner.blocks);
    let applied: readonly AppliedEntry[];
    try {
      applied = await replica.follow(epoch, entries);
    } catch (error) {
      if (!(error instanceof ChainError)) throw error;
      // A gap is mended by resuming from here; another past is not.
      return error.isGap ? 'reconnect' : yield* this.startOver();
    }
    for (const one of applied) yield this.#told(one);
    const { sequence, fingerprint } = replica.position;
    if (sequence < head) yield* this.#activities.now({ name: 'catching-up', sequence, target: head });
    await this.#answering.forget(epoch, sequence);
    await journal.reached(parseFederationId(manifest.id), epoch, sequence, fingerprint);
    return 'ok';
  }

  #told({ entry, bytes }: AppliedEntry): TrainEvent {
    const { sequence, fingerprint } = this.#setup.replica.position;
    return {
      type: 'entry',
      sequence: entry.sequence,
      participants: participantsOf(entry),
      included: isIncluded(entry, this.#setup.identity.participant, this.#answering.acknowledged),
      takenBack: entry.kind === 'rollback' ? { from: entry.to + 1, to: entry.sequence - 1 } : null,
      bytes,
      fingerprint: entry.sequence === sequence ? fingerprint : '',
      brought: broughtBy(entry, this.#setup.identity.participant),
    };
  }

  /** Compares the relay's fingerprint of a state with this copy's. */
  async *compare(sequence: number, fingerprint: string): AsyncGenerator<TrainEvent, Standing> {
    const own = this.#setup.replica.fingerprintAt(sequence);
    if (own === undefined) return 'ok';
    const equal = own === fingerprint;
    yield { type: 'verified', sequence, fingerprint, equal };
    if (!equal) return yield* this.startOver();
    this.#mismatches = 0;
    return 'ok';
  }

  /** This copy is not what the relay knows: back to the base model, and the whole log again. */
  async *startOver(): AsyncGenerator<TrainEvent, Standing> {
    this.#mismatches++;
    if (this.#mismatches > MISMATCHES) {
      yield { type: 'problem', problem: DIVERGED };
      return 'diverged';
    }
    yield* this.#activities.now({ name: 'loading' });
    await this.#setup.replica.reset();
    return 'reconnect';
  }
}
