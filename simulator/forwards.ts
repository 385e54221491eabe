import type { Manifest } from '../src/protocol/index.ts';

/**
 * Forward passes of a whole batch through the whole model that one local step takes.
 * @param share block 1's part of a pass, for a split
 */
export function forwardsOf({ method }: Manifest, share: (split: number) => number): number {
  const { p1, p2, split } = method;
  const a = share(split);
  return 2 * p1 * (a + p2 * (1 - a));
}
