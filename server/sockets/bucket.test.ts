import { expect, test } from 'vitest';
import { Buckets } from './bucket.ts';

test('[T4] so much at once, so much on the average, and for each key by itself', () => {
  const buckets = new Buckets(3, 2);
  const taken = (key: string, now: number, times: number) =>
    Array.from({ length: times }, () => buckets.take(key, now)).filter(Boolean).length;
  expect(taken('a', 0, 5)).toBe(3);
  expect(taken('a', 499, 5)).toBe(0);
  expect(taken('a', 1000, 5)).toBe(2);
  expect(taken('a', 60_000, 5)).toBe(3);
  expect(taken('b', 60_000, 5)).toBe(3);
});

test('a clock that is set back gives nothing, and takes nothing', () => {
  const buckets = new Buckets(2, 1);
  expect(buckets.take('a', 10_000)).toBe(true);
  expect(buckets.take('a', 0)).toBe(true);
  expect(buckets.take('a', 0)).toBe(false);
});

test('keys whose buckets are full again are forgotten', () => {
  const buckets = new Buckets(2, 1);
  buckets.take('early', 0);
  buckets.take('late', 1500);
  buckets.sweep(1900);
  expect(buckets.size).toBe(1);
  buckets.sweep(2500);
  expect(buckets.size).toBe(0);
});

test('so many keys are remembered and no more', () => {
  const buckets = new Buckets(1, 0);
  for (let key = 0; key < 100_010; key++) buckets.take(String(key), 0);
  expect(buckets.size).toBe(100_000);
});
