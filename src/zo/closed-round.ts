import {
  type Entry,
  type EntryPart,
  type LatePart,
  type Manifest,
  type PrivateEntry,
  aggregationOf,
} from '../protocol/index.ts';
import { aggregateCoefficients } from './aggregate.ts';
import { clipped } from './clip.ts';

/**
 * The entry that closes a round. A pure function: of equal contributions everybody makes the same bytes.
 * @param parts in ascending order of participants
 * @param late in ascending order of rounds and participants; none on shared directions
 * @param learned the size that scalars have by the rounds before (RMS), or null while it is not known: with `learnedClip`
 *   everything beyond that many times it is clipped, and goes clipped into the entry
 */
export function closedRound(
  place: Pick<PrivateEntry, 'sequence' | 'previous'>,
  parts: readonly EntryPart[],
  late: readonly LatePart[],
  manifest: Manifest,
  learned: number | null,
): Entry {
  const { learnedClip } = aggregationOf(manifest);
  // Nothing is learned from rounds of nothing but zeros: a clip to 0 would keep the model where it is for ever.
  const bound = learnedClip === undefined || learned === null || learned === 0 ? null : learnedClip * learned;
  const bounded = <Part extends EntryPart>(part: Part): Part =>
    bound === null ? part : { ...part, scalars: clipped(part.scalars, bound) };
  const within = parts.map(bounded);
  if (manifest.method.directions !== 'shared')
    return { kind: 'private', ...place, parts: within, late: late.map(bounded) };
  return {
    kind: 'shared',
    ...place,
    participants: parts.length,
    coefficients: aggregateCoefficients(within, manifest),
  };
}
