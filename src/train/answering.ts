import {
  type Contribution,
  type Epoch,
  contributionBytesToSign,
  lateOf,
  manifestHash,
  parseFederationId,
  parseSequence,
} from '../protocol/index.ts';
import type { RoundName } from './journal.ts';
import type { OpenRound } from './round.ts';
import type { VolunteerSetup } from './volunteer-setup.ts';

/** What this device answers to rounds: signed, kept in the journal before it is sent, and never two answers to one round. */
export class Answering {
  readonly #setup: VolunteerSetup;
  #acknowledged = 0;

  constructor(setup: VolunteerSetup) {
    this.#setup = setup;
  }

  /** The last round whose contribution the relay has taken. */
  get acknowledged(): number {
    return this.#acknowledged;
  }

  /** What an earlier life heard counts: its entry may be among those that follow. */
  async recall(epoch: Epoch): Promise<void> {
    const { journal, manifest } = this.#setup;
    this.#acknowledged = await journal.acknowledged(parseFederationId(manifest.id), epoch);
  }

  /** The answer that an earlier life gave, or null. */
  kept(epoch: Epoch, round: number): Promise<Contribution | null> {
    return this.#setup.journal.contribution(this.#name(epoch, round));
  }

  /** Signs and keeps a round's scalars. @returns the answer that stands */
  async keep(epoch: Epoch, { number, chain }: OpenRound, scalars: Float32Array): Promise<Contribution> {
    const { identity, journal, learner, manifest } = this.#setup;
    const { examples } = learner;
    const unsigned = { type: 'contribution', round: parseSequence(number), chain, examples, scalars } as const;
    const signature = await identity.sign(contributionBytesToSign(manifestHash(manifest), epoch, unsigned));
    return journal.keep(this.#name(epoch, number), { ...unsigned, signature });
  }

  /** Notes how far an answer has come. */
  async mark(epoch: Epoch, round: number, state: 'sent' | 'acknowledged' | 'refused'): Promise<void> {
    if (state === 'acknowledged') this.#acknowledged = Math.max(this.#acknowledged, round);
    await this.#setup.journal.mark(this.#name(epoch, round), state);
  }

  /** Answers that the relay has said nothing to, and may still take in after entry `head`; the oldest first. */
  async overdue(epoch: Epoch, head: number): Promise<Contribution[]> {
    const { journal, manifest } = this.#setup;
    const open = await journal.unanswered(parseFederationId(manifest.id), epoch);
    return open.filter(({ round }) => round <= head && round > head - lateOf(manifest));
  }

  /** Forgets answers that nobody takes any more, now that this copy is at `sequence`. */
  async forget(epoch: Epoch, sequence: number): Promise<void> {
    const { journal, manifest } = this.#setup;
    await journal.forgetBefore(this.#name(epoch, Math.max(0, sequence + 1 - lateOf(manifest))));
  }

  #name(epoch: Epoch, round: number): RoundName {
    return { federation: parseFederationId(this.#setup.manifest.id), epoch, round };
  }
}
