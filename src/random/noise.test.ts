import { describe, expect, it } from 'vitest';
import golden from '../../tests/golden/noise.json' with { type: 'json' };
import { type Key, WORD_ELEMENTS, foldIn, signAt, signBits } from './index.ts';

const SIGNS = new Map([
  [1, '+'],
  [-1, '-'],
]);

const COUNT = 2 ** 16;
/** Five standard deviations of the mean of COUNT signs. */
const BOUND = 5 / Math.sqrt(COUNT);

function direction(key: Key, tensor: number): Int8Array {
  return Int8Array.from({ length: COUNT }, (_, i) => signAt(key, tensor, i));
}

function meanProduct(a: Int8Array, b: Int8Array, lag = 0): number {
  let sum = 0;
  for (let i = lag; i < a.length; i++) sum += a[i]! * b[i - lag]!;
  return sum / (a.length - lag);
}

describe('Rademacher noise', () => {
  it('has the golden signs, computed outside this repository', () => {
    for (const { key, tensor, start, signs } of golden.signs) {
      const [key0, key1] = key;
      const made = Array.from({ length: 64 }, (_, i) => signAt([key0!, key1!], tensor, start + i));
      expect(made.map((z) => SIGNS.get(z)).join('')).toBe(signs);
    }
  });

  it('takes element i from bit i & 31 of half (i >> 5) & 1 of word i >> 6', () => {
    const halves = signBits([1, 2], 3, 4);
    const bits = halves.flatMap((half) => Array.from({ length: 32 }, (_, i) => (half >>> i) & 1));
    const made = Array.from({ length: WORD_ELEMENTS }, (_, i) => signAt([1, 2], 3, 4 * WORD_ELEMENTS + i));
    expect(made).toEqual(bits.map((bit) => 2 * bit - 1));
  });

  it('has mean 0 within 5 standard deviations, over 65,536 elements of each of 4 directions', () => {
    for (let d = 0; d < 4; d++) {
      const z = direction(foldIn([0, 7], d), d);
      expect(Math.abs(z.reduce((sum, sign) => sum + sign, 0) / COUNT)).toBeLessThan(BOUND);
    }
  });

  it('is uncorrelated between directions, tensors and neighbouring elements, within 5 standard deviations', () => {
    const z = direction(foldIn([0, 7], 0), 0);
    const others = [direction(foldIn([0, 7], 1), 0), direction(foldIn([0, 8], 0), 0), direction(foldIn([0, 7], 0), 1)];
    for (const other of others) expect(Math.abs(meanProduct(z, other))).toBeLessThan(BOUND);
    for (const lag of [1, 2, 32, 64, 128, 256]) expect(Math.abs(meanProduct(z, z, lag))).toBeLessThan(1.01 * BOUND);
  });
});
