import { expect, test } from 'vitest';
import { defaultDropped, droppedRounds } from './dropped.ts';

const never = new AbortController().signal;

// The long form, 1,000 rounds: npm run loadtest -- dropped
test('[R4] rounds close though 30 % of the contributions are dropped and 10 % of the volunteers leave in a minute', async () => {
  const found = await droppedRounds({ ...defaultDropped, rounds: 12, speed: 40 }, never);
  expect(found).toMatchObject({ lost: 0, duplicated: 0, chainWhole: true, faults: [] });
  expect(found.rounds).toBeGreaterThanOrEqual(10);
  expect(found.dropped).toBeGreaterThan(100);
  expect(found.completedShare).toBeGreaterThan(0.8);
});

test('[R5] rounds that need more than come are seen to be extended', async () => {
  // Who comes back is asked again, so that a round ends in the end.
  const hard = { clients: 20, maximum: 10, target: 0, quorum: 8, drop: 0.35, churn: 0.4 };
  const found = await droppedRounds({ ...defaultDropped, ...hard, rounds: 3, speed: 120 }, never);
  expect(found.extended).toBeGreaterThan(0);
  expect(found.completedShare).toBeLessThan(1);
});
