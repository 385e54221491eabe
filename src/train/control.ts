import type { Clock } from './clock.ts';

/** A volunteer's wishes, as the loop reads them between steps, and what wakes it while it waits. */
export class Control {
  #paused = false;
  readonly #leaving = new AbortController();
  #hurried = false;
  #changes = 0;
  #waiting: (() => void)[] = [];

  get paused(): boolean {
    return this.#paused;
  }
  get left(): boolean {
    return this.signal.aborted;
  }
  /** Aborted when the volunteer leaves: stops downloads. */
  get signal(): AbortSignal {
    return this.#leaving.signal;
  }

  pause(): void {
    this.#paused = true;
    this.wake();
  }
  resume(): void {
    this.#paused = false;
    this.wake();
  }
  /** For good. */
  leave(): void {
    this.#leaving.abort();
    this.wake();
  }
  /** The network is back: no need to wait longer before the next attempt to connect. */
  hurry(): void {
    this.#hurried = true;
    this.wake();
  }

  /** Counts wake-ups: read before looking around, given to `next` after, so that none is missed in between. */
  get changes(): number {
    return this.#changes;
  }

  /** Lets the loop look around: a message came, a connection ended, a wish changed. */
  wake(): void {
    this.#changes++;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }

  /** Settles at the first `wake` after `seen` of them, or after `milliseconds`. */
  next(seen: number, milliseconds: number, clock: Clock): Promise<void> {
    if (this.#changes !== seen) return Promise.resolve();
    return new Promise((resolve) => {
      const cancel = clock.after(milliseconds, () => this.wake());
      this.#waiting.push(() => {
        cancel();
        resolve();
      });
    });
  }

  /** Settles after `milliseconds`, or when the volunteer leaves or the network is back. */
  async rest(milliseconds: number, clock: Clock): Promise<void> {
    const end = clock.now() + milliseconds / 1000;
    this.#hurried = false;
    for (let left = milliseconds; left > 0 && !this.left && !this.#hurried; left = (end - clock.now()) * 1000) {
      await this.next(this.#changes, left, clock);
    }
  }
}
