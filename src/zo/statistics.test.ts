import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { middle, rootMeanSquare, trimmedMean, weightedMedian } from './statistics.ts';

const ones = (count: number): number[] => Array.from({ length: count }, () => 1);

describe('weighted median', () => {
  // By hand, from the definition: the value up to which half of all shares lie.
  test.each<[string, number[], number[], number]>([
    ['of an odd number is the one in the middle', [9, -1, 4], [1, 1, 1], 4],
    ['of an even number lies half-way', [9, -1, 4, 5], [1, 1, 1, 1], 4.5],
    ['of one is itself', [7], [3], 7],
    ['goes to who has more than half', [1, 2, 100], [1, 1, 3], 100],
    ['lies half-way where exactly half is reached', [1, 2, 100], [1, 2, 3], 51],
    ['does not see who has no share', [1, 2, 3, 100], [1, 1, 0, 2], 51],
    ['of equal values is that value', [5, 5, 5], [1, 2, 4], 5],
    ['of nothing is 0', [], [], 0],
  ])('%s', (_, values, shares, expected) => {
    expect(weightedMedian(values, shares)).toBe(expected);
  });
});

describe('trimmed mean', () => {
  test.each<[string, number[], number[], number, number]>([
    // Yin et al. 2018, definition 2: without the largest and the smallest of five.
    ['a fifth of five is one at each end', [100, 1, 2, -50, 3], [1, 1, 1, 1, 1], 0.2, 2],
    ['a share below one takes a part: (0.5 * 0 + 1 + 2 + 0.5 * 9) / 3', [0, 1, 2, 9], [1, 1, 1, 1], 0.125, 7.5 / 3],
    // Shares 2 + 6 + 2, 1.5 off at each end: (0.5 * 0 + 6 * 10 + 0.5 * 100) / 7.
    ['by shares', [10, 0, 100], [6, 2, 2], 0.15, 110 / 7],
    [
      'a share of 0.29 of a hundred cuts 29 whole ones',
      [...ones(71), ...ones(29).map(() => 1e300)],
      ones(100),
      0.29,
      1,
    ],
    ['of one is itself', [7], [3], 0.4, 7],
  ])('%s', (_, values, shares, cut, expected) => {
    expect(trimmedMean(values, shares, cut)).toBeCloseTo(expected, 12);
  });
});

const numbers = fc.double({ min: -1e3, max: 1e3, noNaN: true });
const weighted = fc.array(fc.record({ value: numbers, share: fc.integer({ min: 1, max: 20 }) }), {
  minLength: 1,
  maxLength: 12,
});

test('a share of n counts as n participants with the same value: median to the bit, trimmed mean to 1e-9', () => {
  fc.assert(
    fc.property(weighted, fc.double({ min: 0.01, max: 0.49, noNaN: true }), (all, cut) => {
      const [values, shares] = [all.map(({ value }) => value), all.map(({ share }) => share)];
      const each = all.flatMap(({ value, share }) => Array.from({ length: share }, () => value));
      expect(weightedMedian(values, shares)).toBe(middle(each));
      expect(trimmedMean(values, shares, cut)).toBeCloseTo(trimmedMean(each, ones(each.length), cut), 9);
    }),
  );
});

test('whatever less than the cut share of participants says, the result is within what the others say', () => {
  const honest = fc.array(numbers, { minLength: 8, maxLength: 8 });
  const attack = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 2, maxLength: 2 });
  fc.assert(
    fc.property(honest, attack, (own, others) => {
      const values = [...own, ...others];
      const [least, most] = [Math.min(...own), Math.max(...own)];
      for (const result of [trimmedMean(values, ones(10), 0.2), weightedMedian(values, ones(10))]) {
        expect(result).toBeGreaterThanOrEqual(least - 1e-9);
        expect(result).toBeLessThanOrEqual(most + 1e-9);
      }
    }),
  );
});

test('the order in which participants stand changes no bit', () => {
  fc.assert(
    fc.property(weighted, (all) => {
      const results = [all, all.toReversed()].map((list) => {
        const [values, shares] = [list.map(({ value }) => value), list.map(({ share }) => share)];
        return [weightedMedian(values, shares), trimmedMean(values, shares, 0.2)];
      });
      // Equal values may change places, which is no difference.
      expect(results[1]![0]).toBe(results[0]![0]);
      expect(results[1]![1]).toBeCloseTo(results[0]![1]!, 9);
    }),
  );
});

test('root mean square', () => {
  expect(rootMeanSquare(Float32Array.of(3, -4, 0, 0))).toBe(2.5);
  expect(rootMeanSquare(new Float32Array(0))).toBe(0);
});
