import { type Epoch, type Manifest, decodeEntry } from '../../src/protocol/index.ts';
import { Replica } from '../../src/train/index.ts';
import { AnalyticLearner } from '../support/analytic-learner.ts';
import type { Watch } from './invariants.ts';
import type { Sabotage } from './sabotage.ts';

/** The model of every state of the log, by the plain replay of one entry after another. */
export class Oracle {
  readonly #replica: Replica;
  readonly #epoch: Epoch;
  readonly #watch: Watch;
  readonly #entries: readonly Uint8Array[];
  readonly #fingerprints: string[];
  #busy: Promise<void> = Promise.resolve();

  /** @param entries the log, which grows */
  static async open(
    manifest: Manifest,
    epoch: Epoch,
    entries: readonly Uint8Array[],
    watch: Watch,
    sabotage: Sabotage,
  ): Promise<Oracle> {
    const learner = new AnalyticLearner(99);
    sabotage.oracle?.(learner);
    return new Oracle(await Replica.base(learner, manifest), epoch, entries, watch);
  }

  private constructor(replica: Replica, epoch: Epoch, entries: readonly Uint8Array[], watch: Watch) {
    this.#watch = watch;
    this.#replica = replica;
    this.#epoch = epoch;
    this.#entries = entries;
    this.#fingerprints = [replica.position.fingerprint];
  }

  /** Takes in what the log has grown by. */
  advance(): Promise<void> {
    this.#busy = this.#follow(this.#busy);
    return this.#busy;
  }

  async #follow(before: Promise<void>): Promise<void> {
    await before;
    for (;;) {
      const next = this.#entries[this.#fingerprints.length - 1];
      if (!next) return;
      await this.#replica.follow(this.#epoch, [next]);
      const { fingerprint } = this.#replica.position;
      this.#fingerprints.push(fingerprint);
      const entry = decodeEntry(next);
      if (entry.kind === 'rollback' && fingerprint !== this.#fingerprints[entry.to]) {
        this.#watch.fail('I12', `Rollback ${entry.sequence} does not lead to state ${entry.to}.`);
      }
    }
  }

  /** Of a state that it has reached. */
  fingerprint(sequence: number): string | undefined {
    return this.#fingerprints[sequence];
  }
}
