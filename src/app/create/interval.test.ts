import { expect, test } from 'vitest';
import { interval } from './interval.ts';

test.each([
  // As R's prop.test without correction, and statsmodels' proportion_confint(method='wilson'), give them.
  [8, 10, 0.4902, 0.9433],
  [128, 256, 0.4392, 0.5608],
  [0, 20, 0, 0.1611],
  [20, 20, 0.8389, 1],
])("%i of %i: Wilson's interval, to four digits", (right, count, from, to) => {
  const [low, high] = interval(right, count);
  expect(low).toBeCloseTo(from, 4);
  expect(high).toBeCloseTo(to, 4);
});

test('of nothing nothing is known', () => {
  expect(interval(0, 0)).toEqual([0, 1]);
});
