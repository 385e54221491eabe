import type { Entry, EntryPart, Hash, LatePart, Manifest, Sequence } from '../../src/protocol/index.ts';
import { createMethod } from '../../src/zo/index.ts';

interface Place {
  readonly sequence: Sequence;
  readonly previous: Hash;
}

/**
 * What a round must come to, by PROTOCOL.md and METHODS.md in plain loops, written apart from the relay's own: the oracle
 * of invariant I2.
 * @param bound of each scalar, where the relay clips; null: none
 */
export function expectedEntry(
  place: Place,
  { parts, late }: { readonly parts: readonly EntryPart[]; readonly late: readonly LatePart[] },
  manifest: Manifest,
  bound: number | null,
): Entry {
  const order = (a: EntryPart, b: EntryPart): number => (a.participant < b.participant ? -1 : 1);
  const inside = <Part extends EntryPart>(part: Part): Part => ({ ...part, scalars: clip(part.scalars, bound) });
  const all = parts.toSorted(order).map(inside);
  if (manifest.method.directions === 'shared') {
    return { kind: 'shared', ...place, participants: all.length, coefficients: combine(all, manifest) };
  }
  const older = late.toSorted((a, b) => a.round - b.round || order(a, b)).map(inside);
  return { kind: 'private', ...place, parts: all, late: older };
}

function clip(scalars: Float32Array, bound: number | null): Float32Array {
  return bound === null ? scalars : scalars.map((x) => (Math.abs(x) > bound ? Math.sign(x) * bound : x));
}

interface Weighted {
  readonly value: number;
  readonly share: number;
}

function combine(parts: readonly EntryPart[], manifest: Manifest): Float32Array {
  const { weighting, aggregation = { by: 'mean' } } = manifest;
  const lists = parts.map(({ scalars }) => coefficientsOf(scalars, manifest));
  const shares = parts.map(({ examples }) => (weighting.by === 'examples' ? Math.min(examples, weighting.cap) : 1));
  return Float32Array.from(lists[0]!, (_, i) => {
    const values = lists.map((list, m): Weighted => ({ value: list[i]!, share: shares[m]! }));
    if (aggregation.by === 'median') return median(values);
    if (aggregation.by === 'trimmed') return trimmed(values, aggregation.share);
    return mean(values);
  });
}

/** A participant's coefficients, local step by local step. */
function coefficientsOf(scalars: Float32Array, manifest: Manifest): number[] {
  const method = createMethod(manifest);
  const { localSteps } = manifest.method;
  const perStep = scalars.length / localSteps;
  return Array.from({ length: localSteps }, (_, step) => [
    ...method.coefficients(scalars.subarray(step * perStep, (step + 1) * perStep)),
  ]).flat();
}

function sum(values: readonly number[]): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

function mean(values: readonly Weighted[]): number {
  const total = sum(values.map(({ share }) => share));
  return sum(values.map(({ value, share }) => (share / total) * value));
}

/** Half of all shares lie at or below it, and half at or above. */
function median(values: readonly Weighted[]): number {
  const sorted = values.filter(({ share }) => share > 0).toSorted((a, b) => a.value - b.value);
  const half = sum(sorted.map(({ share }) => share)) / 2;
  const upTo = (n: number): number => sum(sorted.slice(0, n + 1).map(({ share }) => share));
  const at = sorted.findIndex((_, n) => upTo(n) >= half);
  const { value } = sorted[at]!;
  return upTo(at) === half && at + 1 < sorted.length ? (value + sorted[at + 1]!.value) / 2 : value;
}

/** The mean of what is left when the lowest and the highest `cut` of all shares are gone. */
function trimmed(values: readonly Weighted[], cut: number): number {
  const sorted = values.toSorted((a, b) => a.value - b.value);
  const shares = sorted.map(({ share }) => share);
  const total = sum(shares);
  const off = Math.abs(cut * total - Math.round(cut * total)) < 1e-9 ? Math.round(cut * total) : cut * total;
  const kept = sorted.map(({ share }, n) => {
    const below = sum(shares.slice(0, n));
    return Math.max(0, Math.min(below + share, total - off) - Math.max(below, off));
  });
  return sum(sorted.map(({ value }, n) => kept[n]! * value)) / (total - off - off);
}
