import type { Fingerprint } from '../src/lattice/index.ts';
import type { Learner } from '../src/train/index.ts';
import { Differences } from './differences.ts';

/** Runs a job that takes real time; the world's `work` in a simulation. */
export type Runner = <T>(job: () => Promise<T>) => Promise<T>;

/**
 * Many clients on one engine, one after another, with the weights held once: what one client has and another has not
 * is a short list of exact updates, so the engine is moved from one client's weights to another's in one pass, and ends
 * in the very bits that an engine of the client's own would have (promise 2, and promise 3 makes it possible).
 *
 * Each view behaves as a learner of its own would. Views may be used at the same time: their jobs take turns.
 */
export class SharedLearner {
  readonly views: readonly Learner[];
  readonly #members: readonly Learner[];
  readonly #differences: Differences;
  readonly #work: Runner;
  /** Of the engine as it is; null when it was not computed. */
  #fingerprint: Fingerprint | null = null;
  #last: Promise<unknown> = Promise.resolve();

  /**
   * @param members one for each client, with the client's own data, all of them on one engine: what one of them
   *   applies, all have. From here on they are used through the views alone.
   */
  constructor(members: readonly Learner[], work: Runner = (job) => job()) {
    this.#members = members;
    this.#differences = new Differences(members.length);
    this.#work = work;
    this.views = members.map((member, view) => this.#view(member, view));
  }

  /** Updates that are remembered: those that some views have and others have not. */
  get remembered(): number {
    return this.#differences.size;
  }

  /** Runs a job on the engine while it has the weights of view number `view`. */
  at<T>(view: number, job: () => Promise<T>): Promise<T> {
    return this.#turn(async () => {
      await this.#move(view);
      return job();
    });
  }

  #view(member: Learner, view: number): Learner {
    const { blocks, examples } = member;
    return {
      blocks,
      examples,
      lost: null,
      measure: (...step) => this.at(view, () => member.measure(...step)),
      evaluate: (signal) => this.at(view, () => member.evaluate(signal)),
      // Nothing is applied before somebody looks: a client that only follows costs no pass of its own.
      apply: (updates) => this.#turn(async () => this.#differences.add(view, updates)),
      fingerprint: () => this.at(view, async () => (this.#fingerprint ??= await member.fingerprint())),
      reload: () => refuse('go back to the base weights'),
      recover: () => refuse('open another engine'),
      restore: () => refuse('take a snapshot'),
    };
  }

  async #move(view: number): Promise<void> {
    const missing = this.#differences.missing(view);
    if (missing.length === 0) return;
    this.#fingerprint = null;
    await this.#members[view]!.apply(missing);
    this.#differences.moved(view);
  }

  /** One job at a time. */
  #turn<T>(job: () => Promise<T>): Promise<T> {
    const result = this.#work(() => this.#last.then(job));
    this.#last = result.catch(() => {});
    return result;
  }
}

function refuse(what: string): Promise<never> {
  return Promise.reject(new Error(`Clients that share one engine cannot ${what}: the others are on it.`));
}
