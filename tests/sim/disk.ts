import type { World } from '../../simulator/index.ts';
import type { Log, Write } from '../../server/log/index.ts';
import type { Life } from './life.ts';

/** How a disk, or a database, misbehaves: probabilities for each commit. */
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
  /** Lets it take effect, once. */
  readonly apply: () => Promise<unknown>;
}

/** Called for every commit that took effect. @param fence of a cluster's lease, or null */
export type Committed = (writes: readonly Write[], life: Life, fence: number | null) => void;

/**
 * A log on a disk: reads and commits take time, in which its process may die. A commit that a death meets is torn: all of
 * it remains or nothing, and nobody was told.
 */
export class Disk {
  readonly faults: DiskFaults = { full: 0, lostAnswer: 0, slow: 0 };
  readonly counts = { commits: 0, torn: 0, refused: 0, lostAnswers: 0 };
  readonly log: Log;
  /** Called once, while the next commit is under way, with the life whose it is. */
  strike: ((life: Life) => void) | null = null;
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
        if (name === 'commit') {
          return (writes: readonly Write[]) => this.commit(() => this.recording(life, null).commit(writes), life);
        }
        const member: unknown = Reflect.get(log, name, log);
        if (typeof member !== 'function') return member;
        return (...given: unknown[]) => this.read(() => Reflect.apply(member, log, given), life);
      },
    });
  }

  /** The log itself, which says what was committed and by whom. */
  recording(life: Life, fence: number | null): Log {
    const { log } = this;
    const commit = async (writes: readonly Write[]): Promise<void> => {
      // The log in memory takes it in before its call returns.
      const result = log.commit(writes);
      this.counts.commits++;
      await result;
      this.#committed(writes, life, fence);
    };
    return new Proxy(log, {
      get: (_, name) => (name === 'commit' ? commit : Reflect.get(log, name, log)),
    });
  }

  /** The process is gone, or cut off: what it was about to commit may have reached the disk. */
  tear(life: Life): void {
    const torn = this.#pending.filter((pending) => pending.life === life);
    this.#pending = this.#pending.filter((pending) => pending.life !== life);
    for (const { apply } of torn) {
      this.counts.torn++;
      if (this.#world.chance() < 0.5) void apply().catch(() => {});
    }
  }

  /** The process stands still: what it has sent to a database may take effect all the same. */
  overtake(life: Life): void {
    for (const { apply } of this.#pending.filter((pending) => pending.life === life)) {
      if (this.#world.chance() < 0.5) void apply().catch(() => {});
    }
  }

  /** Something that changes what is stored. */
  async commit(change: () => Promise<unknown>, life: Life): Promise<unknown> {
    const world = this.#world;
    let done: Promise<unknown> | null = null;
    const pending: Pending = { life, apply: () => (done ??= change()) };
    this.#pending.push(pending);
    const [least, most] = world.chance() < this.faults.slow ? SLOW : WAIT;
    const wait = world.between(least, most);
    const { strike } = this;
    this.strike = null;
    if (strike) world.after(world.between(0, wait), () => strike(life));
    await life.pass(wait);
    if (!this.#pending.includes(pending)) return new Promise(() => {});
    this.#pending = this.#pending.filter((other) => other !== pending);
    if (done === null && world.chance() < this.faults.full) {
      this.counts.refused++;
      throw new DiskError('ENOSPC: no space left on device');
    }
    const result = await pending.apply();
    await life.pass(world.between(...WAIT));
    if (world.chance() < this.faults.lostAnswer) {
      this.counts.lostAnswers++;
      throw new DiskError('The connection to the database was lost before it answered.');
    }
    return result;
  }

  /** Something that changes nothing. */
  async read(read: () => unknown, life: Life): Promise<unknown> {
    const isBefore = this.#world.chance() < 0.5;
    if (isBefore) await life.pass(this.#world.between(...WAIT));
    const result = await read();
    if (!isBefore) await life.pass(this.#world.between(...WAIT));
    return result;
  }
}

/** What a relay gets of a disk that fails it. */
export class DiskError extends Error {
  override readonly name = 'DiskError';
}
