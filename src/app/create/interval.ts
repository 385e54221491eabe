import { wilson } from '../live/statistics.ts';

/** Where a share lies with 95 % confidence (`wilson`), seen `right` times in `count`: anywhere, where nothing was counted. */
export function interval(right: number, count: number): readonly [from: number, to: number] {
  if (count === 0) return [0, 1];
  const { low, high } = wilson(right / count, count);
  return [low, high];
}
