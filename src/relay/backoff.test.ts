import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { backoff } from './backoff.ts';

test('waits grow to half a minute at most, never below half their ceiling', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 200 }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (n, x) => {
        const wait = backoff(n, () => x);
        const ceiling = Math.min(30_000, 500 * 2 ** (n - 1));
        expect(wait).toBeGreaterThanOrEqual(ceiling / 2);
        expect(wait).toBeLessThanOrEqual(ceiling);
      },
    ),
  );
});

test('thousands of clients spread over the whole wait', () => {
  const waits = Array.from({ length: 1000 }, (_, i) => backoff(5, () => i / 1000));
  expect(Math.max(...waits) - Math.min(...waits)).toBeGreaterThan(3500);
});
