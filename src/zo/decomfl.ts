import type { Method } from '../protocol/index.ts';
import type { Key } from '../random/index.ts';
import { clipped } from './clip.ts';
import { FedZo } from './fedzo.ts';
import { type TwoBlockLoss, lossAt } from './loss.ts';
import type { Measurement } from './method.ts';

/**
 * DeComFL (Li et al. 2025, arXiv 2405.15861): P directions that all clients share, by forward or central difference.
 * The log keeps the mean of the clients' coefficients; a client discards its own local steps when it comes.
 *
 *     g_p = (loss(w + e z_p) - loss(w)) / e        forward: P + 1 passes
 *     w  -= rate / P * sum_p g_p * z_p
 */
export class DeComFl extends FedZo {
  readonly #settings: Method & { name: 'decomfl' };

  constructor(settings: Method & { name: 'decomfl' }) {
    super(settings);
    this.#settings = settings;
  }

  override forwards(): number {
    return this.#settings.difference === 'central' ? super.forwards() : this.directionCount + 1;
  }

  override async measure<Y>(loss: TwoBlockLoss<Y>, step: Key): Promise<Measurement> {
    const { difference, epsilon, clip } = this.#settings;
    if (difference === 'central') return super.measure(loss, step);
    const here = await lossAt(loss, null);
    const gradients = new Float64Array(this.directionCount);
    for (const [p, { key }] of this.directions(step).entries()) {
      gradients[p] = ((await lossAt(loss, { key, amount: epsilon })) - here) / epsilon;
    }
    return { scalars: clipped(gradients, clip), loss: here };
  }
}
