import type { Manifest } from '../protocol/index.ts';

/**
 * The learning rate of a round: linear from `from` in round 1 to `to` in round `rounds`, then constant.
 * Rounds are counted by the log's entries, those that a rollback took back and the rollback itself included.
 */
export function learningRate({ method }: Manifest, round: number): number {
  const { from, to, rounds } = method.learningRate;
  if (round >= rounds) return to;
  return from + ((to - from) * (round - 1)) / (rounds - 1);
}
