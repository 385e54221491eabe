import { describe, expect, test } from 'vitest';
import { Series } from './series.ts';

function series(capacity: number, merge: 'mean' | 'last' = 'mean'): Series {
  return new Series({ capacity, columns: 2, merge });
}

describe('lines of a chart in bounded memory', () => {
  test('keep every sample while there is room', () => {
    const four = series(4);
    for (const x of [1, 2, 3, 4]) four.push(x, x * 10);
    expect(four.points().map((column) => [...column])).toEqual([
      [1, 2, 3, 4],
      [10, 20, 30, 40],
    ]);
  });

  test('merge neighbours when full, and lose no sample from the means', () => {
    const four = series(4);
    for (let x = 1; x <= 8; x++) four.push(x, 2 * x);
    // 1+2, 3+4, 5+6, 7+8
    expect(four.points().map((column) => [...column])).toEqual([
      [1.5, 3.5, 5.5, 7.5],
      [3, 7, 11, 15],
    ]);
  });

  test('keep the later of two neighbours where counts are shown', () => {
    const four = series(4, 'last');
    for (let x = 1; x <= 9; x++) four.push(x, 2 * x);
    expect(four.points().map((column) => [...column])).toEqual([
      [2, 4, 6, 8],
      [4, 8, 12, 16],
    ]);
  });

  test.each(['mean', 'last'] as const)(
    'cover all of 100,000 samples in at most their capacity, in order: %s',
    (merge) => {
      const long = series(64, merge);
      for (let x = 0; x < 100_000; x++) long.push(x, 1);
      const [x, y] = long.points();
      expect(long.length).toBeLessThanOrEqual(64);
      expect(long.length).toBeGreaterThanOrEqual(32);
      expect(x!.every((value, i) => i === 0 || value > x![i - 1]!)).toBe(true);
      expect(x![0]!).toBeLessThan(4000);
      expect(x!.at(-1)!).toBeGreaterThan(95_000);
      expect(y!.every((value) => value === 1)).toBe(true);
    },
  );

  test('start anew after clear', () => {
    const two = series(2);
    for (let x = 0; x < 5; x++) two.push(x, x);
    two.clear();
    two.push(7, 8);
    expect(two.points().map((column) => [...column])).toEqual([[7], [8]]);
    expect(two.merged).toBe(false);
  });

  test('refuse a capacity that cannot be halved', () => {
    expect(() => series(3)).toThrow(RangeError);
  });
});
