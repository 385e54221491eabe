import type { Method } from '../protocol/index.ts';
import { type Key, foldIn, threefry2x32 } from '../random/index.ts';
import { FedZo } from './fedzo.ts';
import type { StepDirection } from './method.ts';

/**
 * FedKSeed (Qin et al. 2024, arXiv 2312.06353): MeZO's step along one of a fixed pool of directions. However many rounds
 * a client has missed, there are no more directions than the pool's, and coefficients on one direction add up before
 * they touch a weight: that needs plain SGD at a constant rate.
 */
export class FedKSeed extends FedZo {
  readonly #pool: Key;
  readonly #size: number;

  /** @param pool the key that the pool's directions derive from */
  constructor(settings: Method & { name: 'fedkseed' }, pool: Key) {
    super({ ...settings, p: 1 });
    this.#pool = pool;
    this.#size = settings.pool;
  }

  /** One of the pool, drawn by the step's key. */
  override directions(step: Key): StepDirection[] {
    const drawn = threefry2x32(step, 0, 0)[0] % this.#size;
    return [{ key: foldIn(this.#pool, drawn), block: 'both' }];
  }
}
