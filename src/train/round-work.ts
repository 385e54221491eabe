import type { Vault, Work } from '../vault/index.ts';
import type { TrainEvent } from './events.ts';
import type { Journal } from './journal.ts';

/** Sums what the steps of the round under way took, as the events tell it. */
export class RoundWork {
  #title = '';
  #round = 0;
  #passes = 0;
  #seconds = 0;

  take(event: TrainEvent): void {
    if (event.type === 'manifest') this.#title = event.manifest.title;
    if (event.type !== 'step') return;
    // Steps that were taken back, and are made again, were work too.
    if (event.round !== this.#round) this.#passes = this.#seconds = 0;
    this.#round = event.round;
    this.#passes += event.passes;
    this.#seconds += event.seconds;
  }

  of(round: number): Work {
    const [passes, seconds] = round === this.#round ? [this.#passes, this.#seconds] : [0, 0];
    return { title: this.#title, passes, seconds };
  }
}

/** The vault's journal, which then keeps with each contribution what it took to make: its history is made of it. */
export function keepingWork(journal: Vault['journal'], work: RoundWork): Journal {
  return {
    identity: (federation) => journal.identity(federation),
    contribution: (name) => journal.contribution(name),
    keep: (name, contribution) => journal.keep(name, contribution, work.of(name.round)),
    mark: (name, state) => journal.mark(name, state),
    acknowledged: (federation, epoch) => journal.acknowledged(federation, epoch),
    unanswered: (federation, epoch) => journal.unanswered(federation, epoch),
    forgetBefore: (name) => journal.forgetBefore(name),
    reached: (federation, epoch, sequence, fingerprint) => journal.reached(federation, epoch, sequence, fingerprint),
    checkpoint: (federation) => journal.checkpoint(federation),
  };
}
