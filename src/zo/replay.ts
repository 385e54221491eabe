import type { Update } from '../lattice/index.ts';
import { type Entry, type Manifest, manifestHash } from '../protocol/index.ts';
import { foldIn } from '../random/index.ts';
import { type Blocks, updates } from './fedspzo.ts';
import { participantKey, roundKey } from './keys.ts';

/** The learning rate of a round: linear from `from` in round 1 to `to` in round `rounds`, then constant. */
export function learningRate({ method }: Manifest, round: number): number {
  const { from, to, rounds } = method.learningRate;
  if (round >= rounds) return to;
  return from + ((to - from) * (round - 1)) / (rounds - 1);
}

/** Weights of an entry's participants in the average; they sum to 1. */
export function participantWeights(entry: Entry, { weighting }: Manifest): number[] {
  const shares = entry.parts.map(({ examples }) =>
    weighting.by === 'examples' ? Math.min(examples, weighting.cap) : 1,
  );
  const total = shares.reduce((sum, share) => sum + share, 0);
  return shares.map((share) => share / total);
}

/**
 * A closed round as updates of the lattice: with plain SGD the average of the clients' models is one weighted sum
 * over all their (key, scalar) pairs, so it needs neither their data nor a second copy of the weights.
 */
export function entryUpdates(entry: Entry, manifest: Manifest, blocks: Blocks): Update[] {
  const { method } = manifest;
  const scalarsPerStep = method.p1 * method.p2;
  const rate = learningRate(manifest, entry.sequence);
  const weights = participantWeights(entry, manifest);
  const round = roundKey(manifestHash(manifest), entry.sequence, entry.previous);
  return entry.parts.flatMap((part, m) => {
    const key = participantKey(round, part.participant);
    return Array.from({ length: method.localSteps }, (_, step) => {
      const scalars = part.scalars.subarray(step * scalarsPerStep, (step + 1) * scalarsPerStep);
      return updates(scalars, foldIn(key, step), method, blocks, rate * weights[m]!);
    }).flat();
  });
}
