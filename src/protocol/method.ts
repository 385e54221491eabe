import * as v from 'valibot';
import { count, positive } from './schemas.ts';

/** One coefficient moves a weight by this at most, so that no entry holds a step beyond the lattice. */
const LARGEST_STEP = 2 ** 20;
/** A log keeps scalars and coefficients as float32, which ends just below 2^128. */
const LARGEST_NUMBER = 2 ** 127;

/** What every method has. */
const common = {
  epsilon: positive,
  /** Falls linearly from `from` in round 1 to `to` in round `rounds`, and stays there. */
  learningRate: v.strictObject({ from: positive, to: positive, rounds: count(1_000_000) }),
  /** K: local steps of a round. */
  localSteps: count(1000),
  batch: count(1024),
  /** Projected gradients are clipped to [-clip, clip]; the relay refuses what lies outside. */
  clip: positive,
  noise: v.literal('rademacher'),
};

/** `private`: each client its own directions. `shared`: one set for all of them, of which the log keeps the mean alone. */
const eitherDirections = v.picklist(['private', 'shared']);

const fedspzo = v.strictObject({
  name: v.literal('fedspzo'),
  ...common,
  directions: eitherDirections,
  /** P1 and P2: directions of block 1, and of block 2 for each of them. */
  p1: count(64),
  p2: count(64),
  /** Layers of block 1, embeddings included. */
  split: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(128)),
  /** Block 2's gradients without what the others beside them say: a leave-one-out baseline. */
  loo: v.exactOptional(v.boolean()),
  /** Steps are divided by the spread of their projected gradients. */
  normalized: v.exactOptional(v.boolean()),
  /** Learning rate of block 2 over block 1's; 1 where it is left out. */
  secondRate: v.exactOptional(positive),
});

const fedzo = v.strictObject({ name: v.literal('fedzo'), ...common, directions: eitherDirections, p: count(1024) });

const decomfl = v.strictObject({
  name: v.literal('decomfl'),
  ...common,
  directions: v.literal('shared'),
  p: count(1024),
  difference: v.picklist(['forward', 'central']),
});

const mezo = v.strictObject({ name: v.literal('mezo'), ...common, directions: v.literal('private') });

const fedkseed = v.strictObject({
  name: v.literal('fedkseed'),
  ...common,
  /** Every direction is one of the pool's. */
  directions: v.literal('pool'),
  pool: count(2 ** 20),
});

/** A zero-order method and its numbers. METHODS.md has each as pseudo-code, with its source. */
export const methodSchema = v.pipe(
  v.variant(
    'name',
    [fedspzo, fedzo, decomfl, mezo, fedkseed],
    ({ input }) => `${JSON.stringify(input)} is none of fedspzo, fedzo, decomfl, mezo and fedkseed`,
  ),
  v.check(
    (method) => Math.max(method.clip, largestCoefficient(method)) <= LARGEST_NUMBER,
    'clip (times secondRate) is beyond 2^127, which no float32 holds',
  ),
  v.check(
    (method) => largestCoefficient(method) * Math.max(method.learningRate.from, method.learningRate.to) <= LARGEST_STEP,
    'clip times learning rate (times secondRate) is beyond 2^20; with normalized, the root of p1 p2 stands for clip',
  ),
  v.check((method) => method.name !== 'fedspzo' || !method.loo || method.p2 > 1, 'loo needs a p2 of 2 or more'),
  v.check(
    ({ name, learningRate: { from, to } }) => name !== 'fedkseed' || from === to,
    "fedkseed's learning rate must be constant: from and to must be equal",
  ),
);

type AnyMethod = v.InferOutput<typeof fedspzo | typeof fedzo | typeof decomfl | typeof mezo | typeof fedkseed>;

/** No coefficient of clipped scalars is larger, whatever they are. */
function largestCoefficient(method: AnyMethod): number {
  if (method.name !== 'fedspzo') return method.clip;
  const { p1, p2, clip, normalized = false, secondRate = 1 } = method;
  // One scalar of n is the root of n times their root mean square at most. `loo` doubles a scalar at most, and where it
  // can be, p1 p2, by which coefficients are divided, is 2 or more.
  return (normalized ? Math.sqrt(p1 * p2) : clip) * Math.max(1, secondRate);
}

export type Method = v.InferOutput<typeof methodSchema>;

/** Layers of block 1. A method that does not repeat a block gets along without one. */
export function splitOf({ method }: { readonly method: Method }): number {
  return method.name === 'fedspzo' ? method.split : 0;
}

/** Scalars that a local step sends. */
export function scalarsPerStep(method: Method): number {
  switch (method.name) {
    case 'fedspzo':
      return method.p1 * method.p2;
    case 'fedzo':
    case 'decomfl':
      return method.p;
    case 'mezo':
    case 'fedkseed':
      return 1;
    default:
      return method satisfies never;
  }
}
