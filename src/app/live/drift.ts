import { words } from './words/index.ts';

/** A change of the step time below this share is not worth a word: timings vary by as much. */
const NOTHING = 0.05;

/** @param drift how much longer a step takes than at the start, as a share; null while that is not known */
export function describeDrift(drift: number | null): string {
  const t = words().drift;
  if (drift === null) return t.early;
  const percent = Math.round(100 * Math.abs(drift));
  if (Math.abs(drift) < NOTHING) return t.same;
  return drift > 0 ? t.slower(percent) : t.faster(percent);
}
