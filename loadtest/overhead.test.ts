import { expect, test } from 'vitest';
import { overheadOf } from './overhead.ts';
import type { SeenRound } from './support/index.ts';

function seen(round: number, lastSent: number | null, participants = 2): SeenRound {
  const start = round * 1000;
  return {
    ...{ round, participants, lastSent, extended: false },
    opened: Float64Array.of(start, start + 2),
    received: Float64Array.of(start + 910, start + 930),
  };
}

test('overhead is counted from the last contribution in the entry, for each client', () => {
  const { entry, open, round } = overheadOf([seen(1, 1900), seen(2, 2900)], 2, null);
  expect(entry).toMatchObject({ count: 4, p50: 10, max: 30 });
  expect(open).toMatchObject({ count: 2, p50: 100, max: 102 });
  expect(round).toMatchObject({ count: 2, max: 930 });
});

test('rounds that time closed, that nobody here sent the last of, or that a restart tore, say nothing', () => {
  expect(overheadOf([seen(1, 1900, 1), seen(2, null)], 2, null).entry).toBeNull();
  expect(overheadOf([seen(1, 1900)], 2, { from: 1500, to: 1600 }).entry).toBeNull();
  expect(overheadOf([seen(1, 1900)], 2, { from: 2500, to: 2600 }).entry).not.toBeNull();
});
