/** Somebody to whom bytes wait to be sent. */
export interface Receiver {
  readonly unsent: number;
  letGo(): void;
}

/** A new look is taken when so large a part of the bound came on top of the last one: looking costs a walk over all. */
const PART = 1 / 16;

/**
 * Bytes that wait to be sent to all clients together. Beyond the bound the slowest are let go, so that one that reads
 * nothing, or a thousand that do, never take the memory that the others need.
 */
export class Backlog {
  readonly #bound: number;
  readonly #waiting = new Set<Receiver>();
  /** At least what waits: what was sent since the last look counts whole. */
  #total = 0;
  #seen = 0;

  constructor(bound: number) {
    this.#bound = bound;
  }

  /** So much waits that nobody should be sent more than it takes at once. */
  get isHigh(): boolean {
    return this.#total > this.#bound / 2;
  }

  /** Something was sent, and did not go out whole. */
  sent(receiver: Receiver, bytes: number): void {
    this.#waiting.add(receiver);
    this.#total += bytes;
    if (this.#total > this.#bound && this.#total - this.#seen > this.#bound * PART) this.look();
  }

  forget(receiver: Receiver): void {
    this.#waiting.delete(receiver);
  }

  /** Counts anew, and lets the slowest go where that is needed. */
  look(): void {
    let total = 0;
    for (const receiver of this.#waiting) {
      const { unsent } = receiver;
      if (unsent === 0) this.#waiting.delete(receiver);
      total += unsent;
    }
    if (total > this.#bound) {
      for (const receiver of [...this.#waiting].toSorted((a, b) => b.unsent - a.unsent)) {
        if (total <= this.#bound) break;
        total -= receiver.unsent;
        this.#waiting.delete(receiver);
        receiver.letGo();
      }
    }
    this.#total = total;
    this.#seen = total;
  }
}
