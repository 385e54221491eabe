import { returnWait } from '../relay/index.ts';

/** When to come back after a connection has ended. */
export class Returning {
  readonly #random: () => number;
  /** Connections in a row that came to nothing. */
  #attempt = 0;
  #connected = 0;
  #within = 0;

  /** @param random uniform in [0, 1) */
  constructor(random: () => number) {
    this.#random = random;
  }

  welcomed(): void {
    this.#attempt = 0;
    this.#within = 0;
  }
  /** Clients that the relay has now: all of them come back together when it goes. */
  crowd(connected: number): void {
    this.#connected = connected;
  }
  /** The relay asked that its clients spread their return over so many milliseconds. */
  asked(within: number): void {
    this.#within = within;
  }

  next(): { readonly attempt: number; readonly retryIn: number } {
    const attempt = ++this.#attempt;
    const crowd = { connected: this.#connected, within: this.#within };
    return { attempt, retryIn: returnWait(attempt, crowd, this.#random) };
  }
}
