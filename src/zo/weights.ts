import { type EntryPart, type Manifest, aggregationOf } from '../protocol/index.ts';
import { middle, rootMeanSquare } from './statistics.ts';

/** What a participant with so many examples counts for: them, up to the cap, or one. A whole number, so that sums are exact. */
export function participantShare(examples: number, { weighting }: Manifest): number {
  return weighting.by === 'examples' ? Math.min(examples, weighting.cap) : 1;
}

export function participantShares(parts: readonly EntryPart[], manifest: Manifest): number[] {
  return parts.map(({ examples }) => participantShare(examples, manifest));
}

/**
 * Weights of the participants of an entry in its average. They sum to 1, or to less where aggregation is `norm-bounded`:
 *
 *     weight_m = share_m / sum share * min(1, factor * median_k rms_k / rms_m)
 *
 * with the root mean square of what each sent, and the plain median over them all, for which nobody counts more than once.
 * What is taken from one is not given to the others: the round's step is that much smaller.
 * @param parts all that the entry has, latecomers behind the others
 */
export function participantWeights(parts: readonly EntryPart[], manifest: Manifest): number[] {
  const shares = participantShares(parts, manifest);
  const total = shares.reduce((sum, share) => sum + share, 0);
  const weights = shares.map((share) => share / total);
  const aggregation = aggregationOf(manifest);
  if (aggregation.by !== 'norm-bounded' || parts.length === 0) return weights;
  const norms = parts.map(({ scalars }) => rootMeanSquare(scalars));
  const most = aggregation.factor * middle(norms);
  return weights.map((weight, m) => (norms[m]! > most ? (weight * most) / norms[m]! : weight));
}
