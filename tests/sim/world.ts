import { type Key, threefry2x32 } from '../../src/random/index.ts';
import type { Clock } from '../../src/train/index.ts';

interface Happening {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

/** Virtual time and seeded chance: everything that happens in a simulation happens through here, one thing at a time. */
export class World {
  readonly #key: Key;
  #drawn = 0;
  #order = 0;
  #queue: Happening[] = [];
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
    const happening = { at: this.time + Math.max(0, milliseconds), order: this.#order++, run };
    this.#queue.push(happening);
    return () => {
      this.#queue = this.#queue.filter((other) => other !== happening);
    };
  }

  /** A clock for one process; once the process has `died`, none of its timers fires. */
  clock(isAlive: () => boolean): Clock {
    return {
      now: () => this.time / 1000,
      after: (milliseconds, then) => this.after(milliseconds, () => isAlive() && then()),
    };
  }

  /** Lets time pass until `isDone`, or until `milliseconds` have passed. @returns whether `isDone` */
  async run(milliseconds: number, isDone: () => boolean = () => false): Promise<boolean> {
    const end = this.time + milliseconds;
    await settle();
    while (!isDone()) {
      const next = this.#queue.reduce<Happening | null>(
        (first, other) => (first && before(first, other) ? first : other),
        null,
      );
      if (!next || next.at > end) {
        this.time = end;
        return false;
      }
      this.#queue = this.#queue.filter((other) => other !== next);
      this.time = next.at;
      next.run();
      await settle();
    }
    return true;
  }
}

function before(a: Happening, b: Happening): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

/** All promises that can settle have settled: nothing in a simulation waits for anything but promises and the world. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
