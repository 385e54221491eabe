import type { Clock } from './clock.ts';

/** Milliseconds of silence after which this side says a word, well below the relay's limit. */
export const HEARTBEAT = 20_000;
/** Seconds within which a relay answers a hello. */
const WELCOME_WITHIN = 15;
/** Seconds of the relay's silence after which the connection counts as dead. */
const SILENCE = 50;

/** How long ago both ends of a connection were heard: when to say a word, and when to give up. */
export class Pulse {
  readonly #clock: Clock;
  #opened = 0;
  #said = 0;
  #heard = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  opened(): void {
    this.#opened = this.#clock.now();
    this.#heard = this.#opened;
    // Nothing is to be said before the relay's challenge.
    this.#said = this.#opened;
  }
  said(): void {
    this.#said = this.#clock.now();
  }
  heard(): void {
    this.#heard = this.#clock.now();
  }

  /** @param welcomed whether the relay has answered the hello */
  isDead(welcomed: boolean): boolean {
    const now = this.#clock.now();
    return now - this.#heard > SILENCE || (!welcomed && now - this.#opened > WELCOME_WITHIN);
  }

  get isQuiet(): boolean {
    return this.#clock.now() - this.#said > HEARTBEAT / 1000;
  }
}
