import { type Key, threefry2x32 } from '../src/random/index.ts';
import type { Clock } from '../src/train/index.ts';
import { type Happening, Timetable } from './timetable.ts';

/**
 * Virtual time and seeded chance: everything that happens in a simulation happens through here, one thing at a time.
 * Time passes when nothing else can happen: every promise that can settle has settled, and all work is done.
 */
export class World {
  readonly #key: Key;
  #drawn = 0;
  #order = 0;
  readonly #queue = new Timetable();
  #jobs = 0;
  readonly #idle: (() => void)[] = [];
  /** Milliseconds. */
  time = 1_700_000_000_000;

  constructor(seed: number) {
    this.#key = [seed, 0x51];
  }

  /** An unsigned 32-bit integer. */
  draw(): number {
    return threefry2x32(this.#key, this.#drawn++, 0)[0];
  }

  /** Uniform in [0, 1). */
  chance(): number {
    return this.draw() / 2 ** 32;
  }

  between(least: number, most: number): number {
    return least + this.chance() * (most - least);
  }

  pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.chance() * items.length)]!;
  }

  after(milliseconds: number, run: () => void): () => void {
    const at = this.time + Math.max(0, milliseconds);
    const happening: Happening = { at, order: this.#order++, run, cancelled: false };
    this.#queue.add(happening);
    return () => {
      happening.cancelled = true;
    };
  }

  /** Settles after `milliseconds`. */
  pass(milliseconds: number): Promise<void> {
    return new Promise((resolve) => this.after(milliseconds, resolve));
  }

  /** A clock for one process; once the process has `died`, none of its timers fires. */
  clock(isAlive: () => boolean): Clock {
    return {
      now: () => this.time / 1000,
      after: (milliseconds, then) => this.after(milliseconds, () => isAlive() && then()),
    };
  }

  /** Runs what takes a device real time, such as a forward pass: virtual time stands still until it is done. */
  async work<T>(job: () => Promise<T>): Promise<T> {
    this.#jobs++;
    try {
      return await job();
    } finally {
      this.#jobs--;
      if (this.#jobs === 0) for (const wake of this.#idle.splice(0)) wake();
    }
  }

  /** Lets time pass until `isDone`, or until `milliseconds` have passed. @returns whether `isDone` */
  async run(milliseconds: number, isDone: () => boolean = () => false): Promise<boolean> {
    const end = this.time + milliseconds;
    await this.#settle();
    while (!isDone()) {
      const next = this.#queue.peek();
      if (!next || next.at > end) {
        this.time = end;
        return false;
      }
      this.#queue.take();
      this.time = next.at;
      next.run();
      await this.#settle();
    }
    return true;
  }

  /** Nothing waits for anything but the world's time. */
  async #settle(): Promise<void> {
    do {
      if (this.#jobs > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
      // Promises settle before it, and what follows on a job may begin another.
      await new Promise((resolve) => setImmediate(resolve));
    } while (this.#jobs > 0);
  }
}
