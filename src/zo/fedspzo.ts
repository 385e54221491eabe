import type { Direction, Update } from '../lattice/index.ts';
import type { Key } from '../random/index.ts';
import { directionKey } from './keys.ts';

/** FedSPZO's numbers, as the manifest gives them. */
export interface Settings {
  /** P1: directions of block 1. */
  readonly p1: number;
  /** P2: directions of block 2 for each direction of block 1. */
  readonly p2: number;
  readonly epsilon: number;
  /** Projected gradients are clipped to [-clip, clip]. */
  readonly clip: number;
}

/** Where the two blocks lie: tensors 0 <= t < boundary are block 1, boundary <= t < end block 2. */
export interface Blocks {
  readonly boundary: number;
  readonly end: number;
}

/**
 * A loss in two blocks, on one batch. The method knows no more of a network than this.
 * `second` gets block 1's direction too: a decoder tied to the embeddings keeps its perturbation.
 */
export interface TwoBlockLoss<Y> {
  first(direction: Direction): Promise<Y>;
  second(y: Y, first: Direction, second: Direction): Promise<number>;
  /** Called once for every y, when it is needed no more, also after an error. */
  release(y: Y): void;
}

/** What a step measured. */
export interface Measurement {
  /** Projected gradients g[i][j] at index i * P2 + j: P1 * P2 float32, all that is ever sent. */
  readonly scalars: Float32Array;
  /** Mean of the step's losses over both signs and all directions: an estimate of the loss itself. */
  readonly loss: number;
}

/**
 * FedSPZO, client step by central difference: block 1 runs once for each sign and direction, one sign at a time,
 * and its output serves P2 directions of block 2.
 */
export async function measure<Y>(loss: TwoBlockLoss<Y>, step: Key, settings: Settings): Promise<Measurement> {
  const { p1, p2, epsilon, clip } = settings;
  const scalars = new Float32Array(p1 * p2);
  let total = 0;
  for (let i = 0; i < p1; i++) {
    const losses = { plus: new Float64Array(p2), minus: new Float64Array(p2) };
    for (const [sign, measured] of [
      [1, losses.plus],
      [-1, losses.minus],
    ] as const) {
      const z1 = { key: directionKey(step, 1, i), amount: sign * epsilon };
      const y = await loss.first(z1);
      try {
        for (let j = 0; j < p2; j++) {
          const z2 = { key: directionKey(step, 2, i * p2 + j), amount: sign * epsilon };
          measured[j] = await loss.second(y, z1, z2);
          total += measured[j]!;
        }
      } finally {
        loss.release(y);
      }
    }
    for (let j = 0; j < p2; j++) {
      const gradient = (losses.plus[j]! - losses.minus[j]!) / (2 * epsilon);
      scalars[i * p2 + j] = Math.max(-clip, Math.min(clip, gradient));
    }
  }
  return { scalars, loss: total / (2 * p1 * p2) };
}

/**
 * What a step's scalars do to the weights:
 *
 *     w1 -= rate / P1        * sum_i (mean_j g[i][j]) * z1_i
 *     w2 -= rate / (P1 * P2) * sum_ij        g[i][j]  * z2_ij
 *
 * @param rate learning rate times the participant's weight in the average
 */
export function updates(scalars: Float32Array, step: Key, settings: Settings, blocks: Blocks, rate: number): Update[] {
  const { p1, p2 } = settings;
  const result: Update[] = [];
  for (let i = 0; i < p1; i++) {
    let sum = 0;
    for (let j = 0; j < p2; j++) {
      const g = scalars[i * p2 + j]!;
      sum += g;
      const key = directionKey(step, 2, i * p2 + j);
      result.push({ key, from: blocks.boundary, to: blocks.end, step: (rate * g) / (p1 * p2) });
    }
    result.push({ key: directionKey(step, 1, i), from: 0, to: blocks.boundary, step: (rate * (sum / p2)) / p1 });
  }
  return result;
}
