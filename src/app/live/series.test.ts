import { describe, expect, test } from 'vitest';
import { Series, smooth } from './series.ts';

describe('a chart line in bounded memory', () => {
  test('keeps every sample while there is room', () => {
    const series = new Series(4);
    for (const x of [1, 2, 3, 4]) series.push(x, x * 10);
    expect([...series.points()[0]]).toEqual([1, 2, 3, 4]);
    expect([...series.points()[1]]).toEqual([10, 20, 30, 40]);
  });

  test('merges neighbours when full, and loses no sample from the means', () => {
    const series = new Series(4);
    for (let x = 1; x <= 8; x++) series.push(x, x);
    // 1+2, 3+4, 5+6, 7+8
    expect([...series.points()[0]]).toEqual([1.5, 3.5, 5.5, 7.5]);
    expect([...series.points()[1]]).toEqual([1.5, 3.5, 5.5, 7.5]);
  });

  test('covers the whole history of 100,000 samples in at most its capacity, in order', () => {
    const series = new Series(64);
    for (let x = 0; x < 100_000; x++) series.push(x, 1);
    const [x, y] = series.points();
    expect(series.length).toBeLessThanOrEqual(64);
    expect(series.length).toBeGreaterThanOrEqual(32);
    expect(x.every((value, i) => i === 0 || value > x[i - 1]!)).toBe(true);
    expect(x[0]!).toBeLessThan(4000);
    expect(x.at(-1)!).toBeGreaterThan(95_000);
    expect(y.every((value) => value === 1)).toBe(true);
  });

  test('starts anew after clear', () => {
    const series = new Series(2);
    for (let x = 0; x < 5; x++) series.push(x, x);
    series.clear();
    series.push(7, 8);
    expect([...series.points()[0]]).toEqual([7]);
    expect([...series.points()[1]]).toEqual([8]);
  });

  test('refuses a capacity that cannot be halved', () => {
    expect(() => new Series(3)).toThrow(RangeError);
  });
});

test('smoothing keeps a constant and follows a step slowly', () => {
  expect([...smooth(Float64Array.of(2, 2, 2), 10)].every((value) => Math.abs(value - 2) < 1e-12)).toBe(true);
  const [first, second] = smooth(Float64Array.of(0, 1), 10);
  expect(first).toBe(0);
  expect(second).toBeCloseTo(0.1 / 0.19, 12);
});
