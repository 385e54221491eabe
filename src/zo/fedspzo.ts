import type { Method } from '../protocol/index.ts';
import type { Key } from '../random/index.ts';
import { clipped } from './clip.ts';
import { directionKey } from './keys.ts';
import type { TwoBlockLoss } from './loss.ts';
import type { Measurement, StepDirection, ZeroOrderMethod } from './method.ts';
import { rootMeanSquare } from './statistics.ts';

/** FedSPZO's own numbers in a manifest, and those that every estimate needs. */
export type FedSpzoSettings = Pick<
  Method & { name: 'fedspzo' },
  'p1' | 'p2' | 'epsilon' | 'clip' | 'loo' | 'normalized' | 'secondRate'
>;

/**
 * FedSPZO (arXiv 2502.10239) by central difference: block 1 runs once for each sign and direction, one sign at a time,
 * and its output serves P2 directions of block 2.
 *
 *     w1 -= rate / P1        * sum_i (mean_j g[i][j]) * z1_i
 *     w2 -= rate / (P1 * P2) * sum_ij        g[i][j]  * z2_ij
 */
export class FedSpzo implements ZeroOrderMethod {
  readonly #settings: FedSpzoSettings;

  constructor(settings: FedSpzoSettings) {
    this.#settings = settings;
  }

  get directionCount(): number {
    const { p1, p2 } = this.#settings;
    return p1 + p1 * p2;
  }

  forwards(share: number): number {
    const { p1, p2 } = this.#settings;
    return 2 * p1 * (share + p2 * (1 - share));
  }

  /** Scalars: g[i][j] at index i * P2 + j. */
  async measure<Y>(loss: TwoBlockLoss<Y>, step: Key): Promise<Measurement> {
    const { p1, p2, epsilon, clip } = this.#settings;
    const gradients = new Float64Array(p1 * p2);
    let total = 0;
    for (let i = 0; i < p1; i++) {
      for (const sign of [1, -1]) {
        const z1 = { key: directionKey(step, 1, i), amount: sign * epsilon };
        const y = await loss.first(z1);
        try {
          for (let j = i * p2; j < (i + 1) * p2; j++) {
            const z2 = { key: directionKey(step, 2, j), amount: sign * epsilon };
            const value = await loss.second(y, z1, z2);
            gradients[j]! += (sign * value) / (2 * epsilon);
            total += value;
          }
        } finally {
          loss.release(y);
        }
      }
    }
    return { scalars: clipped(gradients, clip), loss: total / (2 * p1 * p2) };
  }

  /** P1 of block 1, then P1 * P2 of block 2. */
  coefficients(scalars: Float32Array): Float64Array {
    const { p1, p2, loo = false, normalized = false, secondRate = 1 } = this.#settings;
    // FZOO (arXiv 2506.09034) divides a step by the standard deviation of its losses. To first order in epsilon that is
    // epsilon times the root mean square of the projected gradients, which are all that the log has; the constant epsilon
    // is left to the learning rate.
    const spread = normalized ? rootMeanSquare(scalars) : 1;
    const result = new Float64Array(p1 + p1 * p2);
    // All scalars are 0: so is the step.
    if (spread === 0) return result;
    for (let i = 0; i < p1; i++) {
      const own = scalars.subarray(i * p2, (i + 1) * p2);
      const sum = own.reduce((total, g) => total + g, 0);
      result[i] = sum / p2 / p1 / spread;
      own.forEach((g, j) => {
        // What the others of this block-1 direction say on average is its own noise and nothing of z2_ij's.
        const baseline = loo ? (sum - g) / (p2 - 1) : 0;
        result[p1 + i * p2 + j] = (secondRate * (g - baseline)) / (p1 * p2) / spread;
      });
    }
    return result;
  }

  directions(step: Key): StepDirection[] {
    const { p1, p2 } = this.#settings;
    const of = (block: 1 | 2, count: number) =>
      Array.from({ length: count }, (_, i): StepDirection => {
        return { key: directionKey(step, block, i), block: block === 1 ? 'first' : 'second' };
      });
    return [...of(1, p1), ...of(2, p1 * p2)];
  }
}
