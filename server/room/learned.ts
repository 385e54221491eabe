import { middle } from '../../src/zo/index.ts';
import type { PastRound } from './room.ts';
import type { Rules } from './rules.ts';

/**
 * The share of those asked that is taken to contribute before anything is known: a target's 130 %, as in Bonawitz et al.,
 * "Towards federated learning at scale" (2019), section 2.2.
 */
const FIRST_SHARE = 1 / 1.3;
/** Reports from which a deadline is learned, at least. */
const REPORTS = 20;
/** Milliseconds that a learned deadline leaves, at least. */
const SHORTEST = 1000;
/** A report may take this many times as long as nine in ten of the last ones. */
const PATIENCE = 4;
/** Rounds from which a bound is learned, at least. */
const ROUNDS = 5;
/** Numbers kept of one round: enough for the quantiles, and as much with ten contributions as with ten thousand. */
const SAMPLE = 128;

/** Milliseconds that a round is open for at most: as long as reports took of late, with patience. [R9] */
export function learnedDeadline(rules: Rules, recent: readonly PastRound[]): number {
  const reports = recent.flatMap((round) => round.reports);
  if (reports.length < REPORTS) return rules.deadline;
  return Math.min(rules.deadline, Math.max(SHORTEST, PATIENCE * usualTime(reports)));
}

/** What nine in ten of some reports took at most, in milliseconds. @param reports one at least */
export function usualTime(reports: readonly number[]): number {
  return reports.toSorted((a, b) => a - b)[Math.ceil(0.9 * reports.length) - 1]!;
}

/**
 * Clients asked in the next round at most: as many as bring the target in five rounds of six, by what came of late. [R8]
 * Of n asked, s n contribute with a standard deviation of about the root of s n (1 - s): n is such that s n is that much
 * above the target.
 */
export function wanted({ maximum, target }: Rules, recent: readonly PastRound[]): number {
  if (target === null) return maximum;
  const contributed = recent.reduce((sum, round) => sum + round.contributed, 0);
  const known = contributed + recent.reduce((sum, round) => sum + round.silent, 0);
  const share = known === 0 ? FIRST_SHARE : Math.max(0.5, contributed / known);
  return Math.min(maximum, Math.ceil((target + Math.sqrt(target * (1 - share))) / share));
}

/** The size of scalars (RMS), by the rounds of late; null as long as they are few. [C7] */
export function learnedBound(recent: readonly PastRound[]): number | null {
  const known = recent.filter(({ norms }) => norms.length > 0);
  return known.length < ROUNDS ? null : middle(known.flatMap(({ norms }) => norms));
}

/** In ascending order, thinned evenly where they are many. */
export function sample(numbers: readonly number[]): number[] {
  const sorted = numbers.toSorted((a, b) => a - b);
  if (sorted.length <= SAMPLE) return sorted;
  return Array.from({ length: SAMPLE }, (_, i) => sorted[Math.floor(((i + 0.5) * sorted.length) / SAMPLE)]!);
}
