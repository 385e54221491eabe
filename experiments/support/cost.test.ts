import { expect, test } from 'vitest';
import { isFirstOrder, lookRounds, passesOfRound, passesOfRun, passesOfStep } from './cost.ts';

/** RoBERTa-large's sides: block 1 of 18 layers of 24 is about 0.78 of a pass, whose last layer works at the mask only. */
const large = { layers: 24, hidden: 1024, feedForward: 4096 };

test('a step costs what its method says', () => {
  const cost = (flags: Parameters<typeof passesOfStep>[0]) => passesOfStep(flags, large);
  expect(cost({ method: 'fedzo', p: 3 })).toBe(6);
  expect(cost({ method: 'decomfl', p: 5 })).toBe(6);
  expect(cost({ method: 'decomfl', p: 1, difference: 'central' })).toBe(2);
  expect(cost({ method: 'mezo' })).toBe(2);
  expect(cost({ method: 'fedavg' })).toBe(3);
  expect(cost({ method: 'fedavg-lora' })).toBe(2);
  // P2 = 1 repeats nothing, wherever the split is.
  expect(cost({ method: 'fedspzo', p2: 1, split: 7 })).toBeCloseTo(2);
  expect(cost({ method: 'fedspzo', p2: 4 })).toBeCloseTo(2 * (0.777 + 4 * 0.223), 1);
});

test('a round is the steps of its clients, and MeZO has one client', () => {
  expect(passesOfRound({ method: 'fedzo', 'per-round': 4, 'local-steps': 3 }, large)).toBe(24);
  expect(passesOfRound({ method: 'mezo', 'per-round': 4, 'local-steps': 3 }, large)).toBe(6);
});

test('looks are as many rounds apart as come nearest, one at least', () => {
  const flags = { method: 'fedzo', 'per-round': 5, 'local-steps': 10 };
  expect([30, 149, 151, 1000].map((every) => lookRounds(flags, large, every))).toEqual([1, 1, 2, 10]);
});

test('a run is whole rounds up to its budget, and its looks', () => {
  const flags = { method: 'fedzo', 'per-round': 5, 'local-steps': 1, budget: 95, 'evaluate-every': 4, 'held-out': 80 };
  expect(passesOfRun(flags, large, 800)).toEqual({ training: 100, looks: 4 * 10 });
});

test('backpropagation is told apart', () => {
  expect(['fedavg', 'fedavg-lora', 'fedspzo'].map((method) => isFirstOrder({ method }))).toEqual([true, true, false]);
});
