import { middle } from '../../src/zo/index.ts';
import type { PastRound } from './room.ts';
import type { Rules } from './rules.ts';

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
  const reports = recent.flatMap((round) => round.reports).toSorted((a, b) => a - b);
  if (reports.length < REPORTS) return rules.deadline;
  const most = reports[Math.ceil(0.9 * reports.length) - 1]!;
  return Math.min(rules.deadline, Math.max(SHORTEST, PATIENCE * most));
}

/** Clients asked in the next round at most: as many as bring the target, by what came of late. [R8] */
export function wanted({ maximum, target }: Rules, recent: readonly PastRound[]): number {
  if (target === null) return maximum;
  const contributed = recent.reduce((sum, round) => sum + round.contributed, 0);
  const silent = recent.reduce((sum, round) => sum + round.silent, 0);
  const share = silent === 0 ? 1 : Math.max(0.5, contributed / (contributed + silent));
  return Math.min(maximum, Math.ceil(target / share));
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
