import { Lattice, ReferenceKernel } from '../../src/lattice/index.ts';
import { type Key, signAt, threefry2x32 } from '../../src/random/index.ts';
import { type ZeroOrderMethod, updates } from '../../src/zo/index.ts';
import { AnalyticLoss } from './analytic.ts';

/** Elements of the two tensors: block 1's and block 2's. */
export const SIZES = [5, 7] as const;
const ROWS = 4;

/** Uniform in [-1, 1), from the generator itself. */
function uniform(seed: number, count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => threefry2x32([seed, 0], i, 0)[0] / 2 ** 31 - 1);
}

/** The analytic loss at weights, and with a target, drawn from a seed. */
export function problem(data = 0): { lattice: Lattice; loss: AnalyticLoss } {
  const [u, v] = SIZES;
  const lattice = new Lattice(SIZES, new ReferenceKernel());
  for (const [t, size] of SIZES.entries()) {
    lattice.staging(t).set(uniform(t + 1, size));
    lattice.quantise(t);
  }
  const parts = {
    a: uniform(3, ROWS * u),
    b: uniform(4, ROWS * v).map((x) => x / 4),
    t: uniform(5 + data, ROWS),
    c: uniform(6 + data, v),
  };
  return { lattice, loss: new AnalyticLoss(lattice, parts) };
}

/** What coefficients would take from the weights at rate 1: a step's estimate of the gradient, both blocks in a row. */
export function estimateOf(method: ZeroOrderMethod, coefficients: ArrayLike<number>, step: Key): Float64Array {
  const sums = SIZES.map((size) => new Float64Array(size));
  for (const { key, from, to, step: amount } of updates(method, coefficients, step, AnalyticLoss.blocks, 1)) {
    for (let t = from; t < to; t++) sums[t]!.forEach((_, i) => (sums[t]![i]! += amount * signAt(key, t, i)));
  }
  return Float64Array.from(sums.flatMap((sum) => [...sum]));
}
