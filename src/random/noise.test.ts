import { describe, expect, it } from 'vitest';
import golden from '../../tests/golden/noise.json' with { type: 'json' };
import { type Key, WORD_ELEMENTS, foldIn, roundingByteAt, roundingKey, signAt, signBits } from './index.ts';

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

describe('rounding bytes', () => {
  const key: Key = [11, 12];
  const bytes = Array.from({ length: COUNT }, (_, i) => roundingByteAt(roundingKey(key), 3, i));

  it('are uniform: each value as often as any other, to 5 standard deviations', () => {
    const counts = new Int32Array(256);
    for (const byte of bytes) counts[byte]!++;
    for (const count of counts) expect(Math.abs(count - COUNT / 256)).toBeLessThanOrEqual(5 * Math.sqrt(COUNT / 256));
  });

  it('lie 32 apart where eight elements share one, so that of them a share is rounded up to the next whole one', () => {
    for (let base = 0; base < COUNT; base += WORD_ELEMENTS) {
      for (let b = 0; b < 8; b++) {
        const group = Array.from({ length: 8 }, (_, s) => bytes[base + b + 8 * s]!);
        expect(group.map((byte) => (byte - group[0]! + 256) % 256)).toEqual([0, 32, 64, 96, 128, 160, 192, 224]);
      }
    }
  });

  it('turn no sign: rounded up or not is uncorrelated with the sign, at any lag up to 64, to 5 standard deviations', () => {
    const signs = direction(key, 3);
    const isUp = Int8Array.from(bytes, (byte) => (byte >= 128 ? 1 : -1));
    for (let lag = 0; lag <= 64; lag++) expect(Math.abs(meanProduct(signs, isUp, lag))).toBeLessThanOrEqual(BOUND);
  });
});
