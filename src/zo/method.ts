import type { Key } from '../random/index.ts';
import type { TwoBlockLoss } from './loss.ts';

/** What a step measured. */
export interface Measurement {
  /** Projected gradients as float32: all that is ever sent. */
  readonly scalars: Float32Array;
  /** An estimate of the loss itself, in nats. */
  readonly loss: number;
}

/** A noise direction that a step moves along, and the weights that it is a direction of. */
export interface StepDirection {
  readonly key: Key;
  readonly block: 'first' | 'second' | 'both';
}

/**
 * A zero-order method: how a local step is measured, and what its scalars do to the weights:
 *
 *     w -= learning rate * sum_i coefficients(scalars)[i] * z(directions(step)[i])
 *
 * Coefficients depend on what was sent and on nothing else, so that whoever has the log can replay the step.
 * All of it is deterministic to the bit.
 */
export interface ZeroOrderMethod {
  /** Directions of a step, and so its coefficients. */
  readonly directionCount: number;
  /** Forward passes of a step, in those of the whole model; block 1 has `share` of one, in [0, 1]. */
  forwards(share: number): number;
  measure<Y>(loss: TwoBlockLoss<Y>, step: Key): Promise<Measurement>;
  coefficients(scalars: Float32Array): Float64Array;
  directions(step: Key): readonly StepDirection[];
}
