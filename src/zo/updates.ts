import type { Update } from '../lattice/index.ts';
import type { Key } from '../random/index.ts';
import type { ZeroOrderMethod } from './method.ts';

/** Tensors `from <= t < to`. */
interface TensorRange {
  readonly from: number;
  readonly to: number;
}

/** The trainable tensors of the two blocks, as ascending runs. */
export interface Blocks {
  readonly first: readonly TensorRange[];
  readonly second: readonly TensorRange[];
}

/**
 * What a step's coefficients do to the weights.
 * @param rate learning rate times the participant's weight in the average
 */
export function updates(
  method: ZeroOrderMethod,
  coefficients: ArrayLike<number>,
  step: Key,
  blocks: Blocks,
  rate: number,
): Update[] {
  const tensors = { ...blocks, both: [...blocks.first, ...blocks.second] };
  return method
    .directions(step)
    .flatMap(({ key, block }, i) => tensors[block].map((range) => ({ key, ...range, step: rate * coefficients[i]! })));
}
