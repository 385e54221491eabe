import type { Key } from '../random/index.ts';
import { clipped } from './clip.ts';
import { directionKey } from './keys.ts';
import { type TwoBlockLoss, lossAt } from './loss.ts';
import type { Measurement, StepDirection, ZeroOrderMethod } from './method.ts';

/**
 * FedZO (Fang et al. 2022, arXiv 2201.09531), seed variant: P directions by central difference.
 *
 *     g_p = (loss(w + e z_p) - loss(w - e z_p)) / 2e
 *     w  -= rate / P * sum_p g_p * z_p
 */
export class FedZo implements ZeroOrderMethod {
  readonly directionCount: number;
  readonly #epsilon: number;
  readonly #clip: number;

  constructor({ p, epsilon, clip }: { readonly p: number; readonly epsilon: number; readonly clip: number }) {
    this.directionCount = p;
    this.#epsilon = epsilon;
    this.#clip = clip;
  }

  forwards(): number {
    return 2 * this.directionCount;
  }

  async measure<Y>(loss: TwoBlockLoss<Y>, step: Key): Promise<Measurement> {
    const epsilon = this.#epsilon;
    const gradients = new Float64Array(this.directionCount);
    let total = 0;
    for (const [p, { key }] of this.directions(step).entries()) {
      const plus = await lossAt(loss, { key, amount: epsilon });
      const minus = await lossAt(loss, { key, amount: -epsilon });
      gradients[p] = (plus - minus) / (2 * epsilon);
      total += plus + minus;
    }
    return { scalars: clipped(gradients, this.#clip), loss: total / (2 * this.directionCount) };
  }

  coefficients(scalars: Float32Array): Float64Array {
    return Float64Array.from(scalars, (g) => g / this.directionCount);
  }

  directions(step: Key): StepDirection[] {
    return Array.from({ length: this.directionCount }, (_, p) => ({ key: directionKey(step, 1, p), block: 'both' }));
  }
}
