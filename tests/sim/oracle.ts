import { type Epoch, type Manifest, decodeEntry } from '../../src/protocol/index.ts';
import { Replica } from '../../src/train/index.ts';
import { AnalyticLearner } from '../support/analytic-learner.ts';
import type { Watch } from './invariants.ts';

/** The model of every state of the log, by the plain replay of one entry after another. */
export class Oracle {
  readonly #replica: Replica;
  readonly #epoch: Epoch;
  readonly #watch: Watch;
  readonly #entries: readonly Uint8Array[];
  readonly #fingerprints: string[];
  #busy: Promise<void> = Promise.resolve();

  /** @param entries the log, which grows */
  static async open(manifest: Manifest, epoch: Epoch, entries: readonly Uint8Array[], watch: Watch): Promise<Oracle> {
    return new Oracle(await Replica.base(new AnalyticLearner(99), manifest), epoch, entries, watch);
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
    this.#busy = this.#busy.then(async () => {
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
    });
    return this.#busy;
  }

  /** Of a state that it has reached. */
  fingerprint(sequence: number): string | undefined {
    return this.#fingerprints[sequence];
  }
}
