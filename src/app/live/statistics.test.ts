import { describe, expect, test } from 'vitest';
import { RollingSpread, median, wilson } from './statistics.ts';

// Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I, method 3, to four digits.
test.each([
  { cases: 81, count: 263, low: 0.2553, high: 0.3662 },
  { cases: 15, count: 148, low: 0.0624, high: 0.1605 },
  { cases: 0, count: 20, low: 0, high: 0.1611 },
  { cases: 1, count: 29, low: 0.0061, high: 0.1718 },
])('the interval of $cases in $count is as published', ({ cases, count, low, high }) => {
  const found = wilson(cases / count, count);
  expect(found.low).toBeCloseTo(low, 4);
  expect(found.high).toBeCloseTo(high, 4);
});

test('an interval stays within [0, 1], and mirrors', () => {
  expect(wilson(1, 7).high).toBeLessThanOrEqual(1);
  expect(wilson(0, 7).low).toBeGreaterThanOrEqual(0);
  expect(wilson(0.25, 40).low).toBeCloseTo(1 - wilson(0.75, 40).high, 12);
  expect(() => wilson(0, 0)).toThrow(RangeError);
});

test('the median of an odd and an even count, in any order', () => {
  expect(median([5, 1, 3])).toBe(3);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([])).toBeNaN();
});

describe('the spread of the last values', () => {
  test('is that of all values while there are few', () => {
    const spread = new RollingSpread(20);
    expect(spread.push(2)).toEqual({ mean: 2, deviation: 0 });
    spread.push(4);
    const { mean, deviation } = spread.push(9);
    expect(mean).toBe(5);
    // (9 + 1 + 16) / 2
    expect(deviation).toBeCloseTo(Math.sqrt(13), 12);
  });

  test('forgets what lies further back', () => {
    const spread = new RollingSpread(2);
    for (const value of [1000, 1, 3]) spread.push(value);
    expect(spread.push(5)).toEqual({ mean: 4, deviation: Math.SQRT2 });
  });
});
