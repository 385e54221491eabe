import type { Update } from '../lattice/index.ts';
import {
  type Entry,
  type EntryPart,
  type Manifest,
  type PrivateEntry,
  manifestHash,
  scalarsPerStep,
} from '../protocol/index.ts';
import { foldIn } from '../random/index.ts';
import { createMethod } from './create.ts';
import { roundKey, stepKey } from './keys.ts';
import { type Blocks, updates } from './updates.ts';

/** The learning rate of a round: linear from `from` in round 1 to `to` in round `rounds`, then constant. */
export function learningRate({ method }: Manifest, round: number): number {
  const { from, to, rounds } = method.learningRate;
  if (round >= rounds) return to;
  return from + ((to - from) * (round - 1)) / (rounds - 1);
}

/** Weights of a round's participants in the average; they sum to 1. */
export function participantWeights(parts: readonly EntryPart[], { weighting }: Manifest): number[] {
  const shares = parts.map(({ examples }) => (weighting.by === 'examples' ? Math.min(examples, weighting.cap) : 1));
  const total = shares.reduce((sum, share) => sum + share, 0);
  return shares.map((share) => share / total);
}

/**
 * What a round on shared directions comes to: the weighted mean of its participants' coefficients, step by step,
 * as float32. With the same directions everywhere it is the average of their models.
 */
export function meanCoefficients(parts: readonly EntryPart[], manifest: Manifest): Float32Array {
  const method = createMethod(manifest);
  const weights = participantWeights(parts, manifest);
  const { localSteps } = manifest.method;
  const mean = new Float64Array(localSteps * method.directionCount);
  for (const [m, { scalars }] of parts.entries()) {
    for (let step = 0; step < localSteps; step++) {
      method.coefficients(ofStep(scalars, step, scalarsPerStep(manifest.method))).forEach((coefficient, i) => {
        mean[step * method.directionCount + i]! += weights[m]! * coefficient;
      });
    }
  }
  return Float32Array.from(mean);
}

/**
 * The entry that closes a round.
 * @param parts in ascending order of participants
 */
export function closedRound(
  place: Pick<PrivateEntry, 'sequence' | 'previous'>,
  parts: readonly EntryPart[],
  manifest: Manifest,
): Entry {
  return manifest.method.directions === 'shared'
    ? { kind: 'shared', ...place, participants: parts.length, coefficients: meanCoefficients(parts, manifest) }
    : { kind: 'private', ...place, parts };
}

/**
 * A closed round as updates of the lattice: with plain SGD the average of the clients' models is one weighted sum
 * over all their directions, so it needs neither their data nor a second copy of the weights.
 */
export function entryUpdates(entry: Entry, manifest: Manifest, blocks: Blocks): Update[] {
  const method = createMethod(manifest);
  const { localSteps, directions } = manifest.method;
  const rate = learningRate(manifest, entry.sequence);
  const round = roundKey(manifestHash(manifest), entry.sequence, entry.previous);
  const steps = Array.from({ length: localSteps }, (_, step) => step);
  if (entry.kind === 'shared') {
    return steps.flatMap((step) =>
      updates(method, ofStep(entry.coefficients, step, method.directionCount), foldIn(round, step), blocks, rate),
    );
  }
  const weights = participantWeights(entry.parts, manifest);
  return entry.parts.flatMap(({ participant, scalars }, m) =>
    steps.flatMap((step) => {
      const coefficients = method.coefficients(ofStep(scalars, step, scalarsPerStep(manifest.method)));
      return updates(method, coefficients, stepKey(round, directions, participant, step), blocks, rate * weights[m]!);
    }),
  );
}

function ofStep(values: Float32Array, step: number, count: number): Float32Array {
  return values.subarray(step * count, (step + 1) * count);
}
