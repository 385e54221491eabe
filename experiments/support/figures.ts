import type { LinePoint } from '../../charts/index.ts';
import { type Spread, spreadOf } from '../../cli/simulation/index.ts';
import type { Look, RunResult } from './run-file.ts';

/** The forward passes after which two looks in a row are at or above a target; null where none are. */
export function passesTo(looks: readonly Look[], target: number): number | null {
  const at = looks.findIndex(
    ({ accuracy }, i) => accuracy >= target && i + 1 < looks.length && looks[i + 1]!.accuracy >= target,
  );
  return at < 0 ? null : looks[at]!.forwards;
}

/** Passes to a target over several seeds. */
export interface Passes {
  /** Of each seed in order; null where it was not reached. */
  readonly each: readonly (number | null)[];
  /** Forward passes that were spent at least, where it was not reached. */
  readonly within: number;
  /** Over the seeds, where all of them reached it. */
  readonly spread: Spread | null;
  /** The mean with `within` in place of what is missing: no more than the true mean. */
  readonly atLeast: number;
}

/** @param runs one or more */
export function passesOf(runs: readonly RunResult[], target: number): Passes {
  const each = runs.map(({ looks }) => passesTo(looks, target));
  const within = Math.min(...runs.map(({ looks }) => looks.at(-1)!.forwards));
  const reached = each.filter((passes) => passes !== null);
  return {
    each,
    within,
    spread: reached.length === each.length ? spreadOf(reached) : null,
    atLeast: spreadOf(each.map((passes) => passes ?? within)).mean,
  };
}

/** Looks of several runs, the first with the first and so on: their mean place, and mean, least and most of a figure. */
export function curve(
  runs: readonly RunResult[],
  x: (look: Look, run: RunResult) => number,
  y: (look: Look) => number,
): LinePoint[] {
  const length = Math.min(...runs.map(({ looks }) => looks.length));
  if (!Number.isFinite(length)) return [];
  return Array.from({ length }, (_, i) => {
    const { mean, least, most } = spreadOf(runs.map(({ looks }) => y(looks[i]!)));
    return { x: spreadOf(runs.map((run) => x(run.looks[i]!, run))).mean, mean, least, most };
  });
}

/** A figure of the runs' last looks. */
export function atEnd(runs: readonly RunResult[], figure: (look: Look, run: RunResult) => number): Spread {
  return spreadOf(runs.map((run) => figure(run.looks.at(-1)!, run)));
}

/** A figure after so many forward passes, in proportion between two looks; the last look's where the run ended before. */
export function after(looks: readonly Look[], forwards: number, figure: (look: Look) => number): number {
  const next = looks.findIndex((look) => look.forwards >= forwards);
  if (next <= 0) return figure(looks.at(next)!);
  const [a, b] = [looks[next - 1]!, looks[next]!];
  const share = (forwards - a.forwards) / (b.forwards - a.forwards);
  return figure(a) + share * (figure(b) - figure(a));
}

/** Mean of a figure over a run's forward passes: what arrives early counts for longer. */
export function areaUnder(looks: readonly Look[], figure: (look: Look) => number): number {
  const span = looks.at(-1)!.forwards - looks[0]!.forwards;
  if (span === 0) return figure(looks[0]!);
  let area = 0;
  for (const [i, look] of looks.entries()) {
    const before = looks[i - 1];
    if (before) area += ((figure(look) + figure(before)) / 2) * (look.forwards - before.forwards);
  }
  return area / span;
}

/** Mean over the last quarter of the looks, one at least: a single look is noisy. */
export function late(looks: readonly Look[], figure: (look: Look) => number): number {
  const last = looks.slice(-Math.max(1, Math.floor(looks.length / 4)));
  return last.reduce((sum, look) => sum + figure(look), 0) / last.length;
}
