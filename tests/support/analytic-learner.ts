import { DeviceLostError } from '../../src/engine/index.ts';
import { Lattice, type Fingerprint, ReferenceKernel, type Update } from '../../src/lattice/index.ts';
import { type Key, threefry2x32 } from '../../src/random/index.ts';
import type { EngineUse, Evaluation, Learner, Place, StepMeasurement } from '../../src/train/index.ts';
import type { ZeroOrderMethod } from '../../src/zo/index.ts';
import { AnalyticLoss } from './analytic.ts';

const U = 6;
const V = 5;
const ROWS = 4;

function uniform(seed: number, count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => threefry2x32([seed, 0], i, 0)[0] / 2 ** 31 - 1);
}

/**
 * A learner without a network: the real lattice and the real method on a small quadratic, whose
 * target differs from client to client (its "data").
 */
export class AnalyticLearner implements Learner {
  readonly blocks = AnalyticLoss.blocks;
  readonly examples = 10;
  readonly lattice: Lattice;
  readonly #loss: AnalyticLoss;
  lost: DeviceLostError | null = null;

  /** @param lattice another learner's, to share; brought back to the base weights */
  constructor(data: number, lattice = new Lattice([U, V], new ReferenceKernel())) {
    this.lattice = lattice;
    this.#base();
    const target = uniform(1000 + data, ROWS);
    const parts = { a: uniform(3, ROWS * U), b: uniform(4, ROWS * V).map((x) => x / 4), t: target, c: uniform(6, V) };
    this.#loss = new AnalyticLoss(this.lattice, parts);
  }

  #base(): void {
    for (const [t, size] of [U, V].entries()) {
      this.lattice.staging(t).set(uniform(t + 1, size));
      this.lattice.quantise(t);
    }
  }

  async measure(_round: number, _step: number, key: Key, method: ZeroOrderMethod): Promise<StepMeasurement> {
    await this.#present();
    return { ...(await method.measure(this.#loss, key)), forwardSeconds: 0, passes: method.forwards(0.5), tokens: 0 };
  }

  evaluate(): Promise<Evaluation> {
    return Promise.resolve({ loss: this.#loss.value(), accuracy: 0, count: 1 });
  }

  async apply(updates: readonly Update[]): Promise<void> {
    await this.#present();
    this.lattice.apply(updates);
  }

  async fingerprint(): Promise<Fingerprint> {
    await this.#present();
    return this.lattice.fingerprint();
  }

  reload(): Promise<void> {
    this.#base();
    return this.#present();
  }

  /** As a graphics device does: the weights are gone, and every call rejects until `recover`. */
  lose(): void {
    this.lost = new DeviceLostError('test', 'as the test wants it');
  }

  async recover(): Promise<EngineUse> {
    this.lost = null;
    this.#base();
    return { engine: 'cpu', threads: 1 };
  }

  #present(): Promise<void> {
    return this.lost ? Promise.reject(this.lost) : Promise.resolve();
  }

  restore(): Promise<Place> {
    return Promise.reject(new Error('The simulator offers no snapshots.'));
  }
}
