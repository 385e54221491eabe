import type { Identity } from '../identity/index.ts';
import type { Contribution, Epoch, FederationId } from '../protocol/index.ts';

/** Names one round of one log. */
export interface RoundName {
  readonly federation: FederationId;
  readonly epoch: Epoch;
  readonly round: number;
}

/**
 * What must outlive a reload so that one device contributes once per round: who it is, and what it said.
 * IndexedDB in the page, a file or memory in Node.
 */
export interface Journal {
  /** Who this device is in a federation; drawn once, then always the same. */
  identity(federation: FederationId): Promise<Identity>;
  /** The contribution that was kept for a round, or null. */
  contribution(name: RoundName): Promise<Contribution | null>;
  /** Keeps a contribution before it is sent. The first for a round stands, and is what is returned. */
  keep(name: RoundName, contribution: Contribution): Promise<Contribution>;
  /** Notes how far a kept contribution has come. */
  mark(name: RoundName, state: 'sent' | 'acknowledged' | 'refused'): Promise<void>;
  /** The last round of a log whose kept contribution the relay has taken; 0 where none is known. */
  acknowledged(federation: FederationId, epoch: Epoch): Promise<number>;
  /** What was kept of a log's rounds and neither acknowledged nor refused, in order of the rounds. */
  unanswered(federation: FederationId, epoch: Epoch): Promise<Contribution[]>;
  /** Forgets the contributions of rounds before `name.round`, and of other epochs. */
  forgetBefore(name: RoundName): Promise<void>;
  /** Notes the state that this device has reached, for the next visit. */
  reached(federation: FederationId, epoch: Epoch, sequence: number, fingerprint: string): Promise<void>;
  /** The state that an earlier visit had reached, or null. */
  checkpoint(federation: FederationId): Promise<Checkpoint | null>;
}

/** A state that this device had reached. */
export interface Checkpoint {
  readonly epoch: Epoch;
  readonly sequence: number;
  readonly fingerprint: string;
}

/** A journal for one process: a headless volunteer that starts anew each time. */
export class MemoryJournal implements Journal {
  readonly #identity: Identity;
  readonly #contributions = new Map<string, Contribution>();
  /** Those that the relay has said something to. */
  readonly #answered = new Set<string>();
  #acknowledged: { readonly epoch: Epoch; readonly round: number } | null = null;

  constructor(identity: Identity) {
    this.#identity = identity;
  }

  identity(): Promise<Identity> {
    return Promise.resolve(this.#identity);
  }

  contribution({ epoch, round }: RoundName): Promise<Contribution | null> {
    return Promise.resolve(this.#contributions.get(`${epoch} ${round}`) ?? null);
  }

  keep({ epoch, round }: RoundName, contribution: Contribution): Promise<Contribution> {
    const name = `${epoch} ${round}`;
    const kept = this.#contributions.get(name) ?? contribution;
    this.#contributions.set(name, kept);
    return Promise.resolve(kept);
  }

  forgetBefore({ epoch, round }: RoundName): Promise<void> {
    for (const name of this.#contributions.keys()) {
      const [ofEpoch, ofRound] = name.split(' ');
      if (ofEpoch === epoch && Number(ofRound) >= round) continue;
      this.#contributions.delete(name);
      this.#answered.delete(name);
    }
    return Promise.resolve();
  }

  mark({ epoch, round }: RoundName, state: 'sent' | 'acknowledged' | 'refused'): Promise<void> {
    if (state === 'acknowledged') this.#acknowledged = { epoch, round };
    if (state !== 'sent') this.#answered.add(`${epoch} ${round}`);
    return Promise.resolve();
  }

  acknowledged(_federation: FederationId, epoch: Epoch): Promise<number> {
    return Promise.resolve(this.#acknowledged?.epoch === epoch ? this.#acknowledged.round : 0);
  }

  unanswered(_federation: FederationId, epoch: Epoch): Promise<Contribution[]> {
    const open = [...this.#contributions].filter(([name]) => name.startsWith(`${epoch} `) && !this.#answered.has(name));
    return Promise.resolve(open.map(([, contribution]) => contribution).toSorted((a, b) => a.round - b.round));
  }

  checkpoint(): Promise<null> {
    return Promise.resolve(null);
  }

  reached(): Promise<void> {
    return Promise.resolve();
  }
}
