import type { Selection } from './experiment.ts';
import type { RunResult } from './run-file.ts';

/** A learning rate and its runs on the development examples. */
export interface Trial {
  readonly rate: number;
  readonly runs: readonly RunResult[];
}

export interface Choice {
  /** Null where no rate has a run. */
  readonly rate: number | null;
  readonly trials: readonly { readonly rate: number; readonly score: number | null }[];
}

/** The rate with the highest mean score; of equal ones the smallest. A rate with a failed run is not chosen. */
export function choose(trials: readonly Trial[], { score, seeds }: Selection): Choice {
  const scored = trials.map(({ rate, runs }) => ({
    rate,
    score: runs.length < seeds ? null : runs.reduce((sum, { looks }) => sum + score(looks), 0) / runs.length,
  }));
  const best = scored
    .toSorted((a, b) => a.rate - b.rate)
    .reduce<{ rate: number; score: number } | null>(
      (found, { rate, score: one }) => (one !== null && (!found || one > found.score) ? { rate, score: one } : found),
      null,
    );
  return { rate: best?.rate ?? null, trials: scored };
}
