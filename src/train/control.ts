import { type Allowance, EVERYTHING, type NetworkReason, type WaitReason } from './allowance.ts';
import type { Clock } from './clock.ts';

const PERSON: WaitReason = { name: 'person', until: null };

/** A volunteer's wishes, as the loop reads them between steps, and what wakes it while it waits. */
export class Control {
  #paused = false;
  #finishing = false;
  #allowance: Allowance;
  readonly #leaving = new AbortController();
  #downloading = new AbortController();
  #hurried = false;
  #outages = 0;
  #changes = 0;
  #waiting: (() => void)[] = [];

  constructor(allowance: Allowance = EVERYTHING) {
    this.#allowance = allowance;
  }

  /** Why nothing is to be computed now; empty where nothing stands against it. */
  get reasons(): readonly WaitReason[] {
    return this.#paused ? [PERSON, ...this.#allowance.reasons] : this.#allowance.reasons;
  }
  get paused(): boolean {
    return this.#paused || this.#allowance.reasons.length > 0;
  }
  /** Share of the time that may be computed in, in (0, 1]. */
  get intensity(): number {
    return this.#allowance.intensity;
  }
  /** Why large files wait; null where they need not. */
  get downloads(): NetworkReason | null {
    return this.#allowance.downloads;
  }
  /** The round under way is the last one: the volunteer leaves once its answer is in. */
  get finishing(): boolean {
    return this.#finishing;
  }
  get left(): boolean {
    return this.signal.aborted;
  }
  /** Aborted when the volunteer leaves. */
  get signal(): AbortSignal {
    return this.#leaving.signal;
  }
  /** Aborted when the volunteer leaves, or when large files have to wait; there is another one once they need not. */
  get downloadSignal(): AbortSignal {
    return this.#downloading.signal;
  }

  pause(): void {
    this.#paused = true;
    this.wake();
  }
  resume(): void {
    this.#paused = false;
    this.wake();
  }
  /** What the device may do has changed. */
  obey(allowance: Allowance): void {
    this.#allowance = allowance;
    if (allowance.downloads) this.#downloading.abort();
    else if (this.#downloading.signal.aborted && !this.left) this.#downloading = new AbortController();
    this.wake();
  }
  /** Leaves after the round under way, or does not after all. Who wants to finish has not paused. */
  finish(wanted: boolean): void {
    this.#finishing = wanted;
    if (wanted) this.#paused = false;
    this.wake();
  }
  /** For good. */
  leave(): void {
    this.#leaving.abort();
    this.#downloading.abort();
    this.wake();
  }
  /** The network is gone: a connection that was open before it went is of no use, whatever its socket says. */
  cutOff(): void {
    this.#outages++;
    this.wake();
  }
  /** Times that the network went. */
  get outages(): number {
    return this.#outages;
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
