import { expect, test } from 'vitest';
import { forwardFlops, shareBefore } from './flops.ts';

const large = { layers: 24, hidden: 1024, feedForward: 4096 };

test('a forward pass of RoBERTa-large takes about 150 GFLOP for 8 rows of 32 tokens, 1.26 TFLOP for 8 of 256', () => {
  // By hand: 23 layers of 12,582,912 weights, each used once for a token, and scores and sums of attention.
  const whole = 23 * (32 * 12_582_912 + 2 * 32 * 32 * 1024);
  // The last layer: keys and values everywhere, all else at one token; then the head's dense layer.
  const last = 32 * 2 * 1024 ** 2 + 2 * 1024 ** 2 + 2 * 1024 * 4096 + 2 * 32 * 1024 + 1024 ** 2;
  expect(forwardFlops(large, { size: 8, length: 32 })).toBe(2 * 8 * (whole + last));
  expect(forwardFlops(large, { size: 8, length: 32 }) / 1e9).toBeCloseTo(150.4, 0);
  expect(forwardFlops(large, { size: 8, length: 256 }) / 1e12).toBeCloseTo(1.24, 1);
});

test('the share of block 1 grows with the split from nothing to all but the head', () => {
  const shares = Array.from({ length: 25 }, (_, split) => shareBefore(split, large, 32));
  expect(shares[0]).toBe(0);
  expect(shares.every((share, split) => split === 0 || share > shares[split - 1]!)).toBe(true);
  expect(shares[18]).toBeCloseTo(18 / 23.2, 2);
  expect(shares[24]).toBeGreaterThan(0.999);
  expect(shares[24]).toBeLessThan(1);
});
