import { expect, test } from 'vitest';
import { CHURN, runChurn } from './churn.ts';

test('with 30 % of contributions dropped and 10 % of clients leaving in a minute, rounds close in time, short form', async () => {
  const { share, framesLost, departures, contributions } = await runChurn({ ...CHURN, rounds: 50 });
  expect(share).toBeGreaterThanOrEqual(0.98);
  // The trouble was real.
  expect(framesLost).toBeGreaterThan(150);
  expect(departures).toBeGreaterThan(10);
  expect(contributions).toBeGreaterThanOrEqual(CHURN.round.quorum);
}, 240_000);

test('where everybody asked must answer they do not: the figure can fail', async () => {
  const round = { ...CHURN.round, quorum: 4, target: 4, maximum: 4 };
  expect((await runChurn({ ...CHURN, clients: 10, rounds: 8, round })).share).toBeLessThan(0.9);
}, 240_000);
