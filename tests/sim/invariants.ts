/** What must hold in every simulation, whatever happens: docs/RELIABILITY.md lists them by the same numbers. */
export const INVARIANTS = {
  I1: 'the log is gapless and chained',
  I2: 'an acknowledged contribution is in exactly one entry, which is what its participants said',
  I3: 'nothing is counted twice',
  I4: 'equal bits at equal places of the log',
  I5: 'quorum, target and maximum are respected',
  I6: 'no round closes early because somebody left',
  I7: 'nothing is said before what it rests on is on disk',
  I8: 'epoch and fingerprints of a state never change',
  I9: 'after the trouble the federation goes on',
  I10: 'paused and stopped federations open nothing',
  I11: 'one node at most commits under a fence',
  I12: 'a rollback leads to the weights of the state that it names',
  I13: 'nobody but the owner of its key contributes for a participant',
} as const;

export type InvariantName = keyof typeof INVARIANTS;

/** One that did not hold. */
export class Violation extends Error {
  override readonly name = 'Violation';
  readonly invariant: InvariantName;
  constructor(invariant: InvariantName, what: string) {
    super(`${invariant} (${INVARIANTS[invariant]}): ${what}`);
    this.invariant = invariant;
  }
}

/** Events that are kept to be printed. */
const REMEMBERED = 60;

/** Watches over one simulation: the first violation counts, with what had happened until then. */
export class Watch {
  violation: Violation | null = null;
  readonly #now: () => number;
  readonly #began: number;
  readonly #events: string[] = [];

  /** @param now milliseconds */
  constructor(now: () => number) {
    this.#now = now;
    this.#began = now();
  }

  /** Something happened that helps to understand a violation. */
  note(event: string): void {
    if (this.violation) return;
    this.#events.push(`${((this.#now() - this.#began) / 1000).toFixed(3).padStart(9)} s  ${event}`);
    if (this.#events.length > 2 * REMEMBERED) this.#events.splice(0, REMEMBERED);
  }

  fail(invariant: InvariantName, what: string): void {
    if (this.violation) return;
    this.note(`${invariant} violated`);
    this.violation = new Violation(invariant, what);
  }

  /** The last events, oldest first. */
  get events(): readonly string[] {
    return this.#events.slice(-REMEMBERED);
  }

  /** @throws Violation */
  check(): void {
    if (this.violation) throw this.violation;
  }
}
