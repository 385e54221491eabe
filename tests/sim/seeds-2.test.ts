import { test } from 'vitest';
import { expectSeeds } from './expect-seeds.ts';

test(
  'promises 3 and 4: invariants I1 to I13 hold through every trouble, seeds 251 to 500',
  () => expectSeeds(1),
  600_000,
);
