import type { Clock } from './clock.ts';

/** A volunteer's wishes, as the loop reads them between steps, and what wakes it while it waits. */
export class Control {
  #paused = false;
  #left = false;
  #hurried = false;
  #waiting: (() => void)[] = [];

  get paused(): boolean {
    return this.#paused;
  }
  get left(): boolean {
    return this.#left;
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
    this.#left = true;
    this.wake();
  }
  /** The network is back: no need to wait longer before the next attempt to connect. */
  hurry(): void {
    this.#hurried = true;
    this.wake();
  }

  /** Lets the loop look around: a message came, a connection ended, a wish changed. */
  wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }

  /** Settles at the next `wake`, or after `milliseconds`. */
  next(milliseconds: number, clock: Clock): Promise<void> {
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
    for (let left = milliseconds; left > 0 && !this.#left && !this.#hurried; left = (end - clock.now()) * 1000) {
      await this.next(left, clock);
    }
  }
}
