import { test } from 'vitest';
import { expectSeeds } from './expect-seeds.ts';

test(
  'promises 3 and 4: invariants I1 to I13 hold through every trouble, seeds 1 to 250',
  () => expectSeeds(0),
  600_000,
);
