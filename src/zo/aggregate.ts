import { type Aggregation, type EntryPart, type Manifest, aggregationOf, scalarsPerStep } from '../protocol/index.ts';
import { createMethod } from './create.ts';
import { trimmedMean, weightedMedian } from './statistics.ts';
import { ofStep } from './steps.ts';
import { participantShares, participantWeights } from './weights.ts';

/**
 * What a round on shared directions comes to: its participants' coefficients made one, step by step and coefficient by
 * coefficient, in float64 and rounded to float32 once. By the mean it is the average of their models.
 * @param parts in ascending order of participants
 */
export function aggregateCoefficients(parts: readonly EntryPart[], manifest: Manifest): Float32Array {
  const method = createMethod(manifest);
  const { directionCount } = method;
  const { localSteps } = manifest.method;
  const combine = combination(aggregationOf(manifest), parts, manifest);
  const result = new Float32Array(localSteps * directionCount);
  for (let step = 0; step < localSteps; step++) {
    const each = parts.map(({ scalars }) =>
      method.coefficients(ofStep(scalars, step, scalarsPerStep(manifest.method))),
    );
    for (let i = 0; i < directionCount; i++) {
      result[step * directionCount + i] = combine(each.map((coefficients) => coefficients[i]!));
    }
  }
  return result;
}

/** One number of one number from each participant, in their order. */
type Combination = (values: readonly number[]) => number;

function combination(aggregation: Aggregation, parts: readonly EntryPart[], manifest: Manifest): Combination {
  const shares = participantShares(parts, manifest);
  switch (aggregation.by) {
    case 'mean':
    // Weighs those who are named, which is for replay: a manifest of shared directions cannot ask for it.
    // fallthrough
    case 'norm-bounded': {
      const weights = participantWeights(parts, manifest);
      return (values) => values.reduce((sum, value, m) => sum + weights[m]! * value, 0);
    }
    case 'median':
      return (values) => weightedMedian(values, shares);
    case 'trimmed':
      return (values) => trimmedMean(values, shares, aggregation.share);
    default:
      return aggregation satisfies never;
  }
}
