import type { World } from '../../simulator/index.ts';
import type { Log, Write } from '../../server/log/index.ts';
import type { Life } from './life.ts';

/** How a disk misbehaves: probabilities for each commit. */
export interface DiskFaults {
  /** It is refused and nothing of it is kept: the disk is full. */
  full: number;
  /** It takes effect, and the answer is an error: whoever asked cannot know. */
  lostAnswer: number;
  /** It takes seconds. */
  slow: number;
}

/** Milliseconds of a commit or a read, and of a slow commit. */
const WAIT = [0, 12] as const;
const SLOW = [300, 4000] as const;

interface Pending {
  readonly life: Life;
  readonly apply: () => Promise<void>;
}

/** Called for every commit that took effect. */
export type Committed = (writes: readonly Write[], life: Life) => void;

/**
 * A log on a disk: reads and commits take time, in which its process may die. A commit that a death meets is torn: all of
 * it remains or nothing, and nobody was told.
 */
export class Disk {
  readonly faults: DiskFaults = { full: 0, lostAnswer: 0, slow: 0 };
  readonly counts = { commits: 0, torn: 0, refused: 0, lostAnswers: 0 };
  readonly log: Log;
  /** Called once, while the next commit is under way. */
  strike: (() => void) | null = null;
  readonly #world: World;
  readonly #committed: Committed;
  #pending: Pending[] = [];

  constructor(world: World, log: Log, committed: Committed) {
    this.#world = world;
    this.log = log;
    this.#committed = committed;
  }

  /** The log as one process has it open. */
  open(life: Life): Log {
    const { log } = this;
    return new Proxy(log, {
      get: (_, name) => {
        if (name === 'commit') return (writes: readonly Write[]) => this.#commit(writes, life);
        const member: unknown = Reflect.get(log, name, log);
        if (typeof member !== 'function') return member;
        return (...given: unknown[]) => this.#read(() => Reflect.apply(member, log, given), life);
      },
    });
  }

  /** The process is gone, or cut off: what it was about to commit may have reached the disk. */
  tear(life: Life): void {
    const torn = this.#pending.filter((pending) => pending.life === life);
    this.#pending = this.#pending.filter((pending) => pending.life !== life);
    for (const { apply } of torn) {
      this.counts.torn++;
      if (this.#world.chance() < 0.5) void apply();
    }
  }

  async #commit(writes: readonly Write[], life: Life): Promise<void> {
    const world = this.#world;
    const pending: Pending = { life, apply: () => this.#apply(writes, life) };
    this.#pending.push(pending);
    const [least, most] = world.chance() < this.faults.slow ? SLOW : WAIT;
    const wait = world.between(least, most);
    const { strike } = this;
    this.strike = null;
    if (strike) world.after(world.between(0, wait), strike);
    await life.pass(wait);
    if (!this.#pending.includes(pending)) return new Promise(() => {});
    this.#pending = this.#pending.filter((other) => other !== pending);
    if (world.chance() < this.faults.full) {
      this.counts.refused++;
      throw new DiskError('ENOSPC: no space left on device');
    }
    await pending.apply();
    await life.pass(world.between(...WAIT));
    if (world.chance() < this.faults.lostAnswer) {
      this.counts.lostAnswers++;
      throw new DiskError('The connection to the database was lost before it answered.');
    }
  }

  /** The log in memory takes it in before its call returns. */
  async #apply(writes: readonly Write[], life: Life): Promise<void> {
    this.counts.commits++;
    await this.log.commit(writes);
    this.#committed(writes, life);
  }

  async #read(read: () => unknown, life: Life): Promise<unknown> {
    const [before, after] = this.#world.chance() < 0.5 ? [0, 1] : [1, 0];
    if (before) await life.pass(this.#world.between(...WAIT));
    const result = await read();
    if (after) await life.pass(this.#world.between(...WAIT));
    return result;
  }
}

/** What a relay gets of a disk that fails it. */
export class DiskError extends Error {
  override readonly name = 'DiskError';
}
