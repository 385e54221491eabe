import { describe, expect, test } from 'vitest';
import {
  counted,
  formatBytes,
  formatDuration,
  formatFingerprint,
  formatPace,
  formatPercent,
  formatPoints,
  formatScalar,
} from './format.ts';

describe('figures as the page writes them', () => {
  test.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [7_230_000, '7.2 MB'],
    [999_940, '1000 kB'],
    [999_960, '1.0 MB'],
    [14_239_897, '14.2 MB'],
    [3.2e9, '3.2 GB'],
  ])('%d bytes are %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));

  test.each([
    [0.1234, '+12.3 points'],
    [-0.05, '\u22125.0 points'],
    [0, '+0.0 points'],
    [-0.0001, '+0.0 points'],
  ])('a difference of %d is %s', (difference, text) => expect(formatPoints(difference)).toBe(text));

  test('a share has one decimal', () => expect(formatPercent(0.7349)).toBe('73.5 %'));

  test('every float32 can be read back from its text', () => {
    for (const value of new Float32Array([0.1, -1.7234567, 1e-8, -3.4e38, 16777216, 0])) {
      expect(Math.fround(Number(formatScalar(value).replace('\u2212', '-')))).toBe(value);
    }
    expect(formatScalar(Number.NaN)).toBe('NaN');
  });

  test.each([
    [-20, '0 s'],
    [59_400, '59 s'],
    [59_600, '1 min 0 s'],
    [3_600_000, '1 h 0 min'],
  ])('%d ms are %s', (milliseconds, text) => expect(formatDuration(milliseconds)).toBe(text));

  test.each([
    [0, 'not yet measured'],
    [0.25, '4.0 steps/s'],
    [7.25, '7.3 s per step'],
  ])('%d seconds per step are %s', (seconds, text) => expect(formatPace(seconds)).toBe(text));

  test('one thing is not things', () => {
    expect(counted(1, 'text', 'texts')).toBe('1 text');
    expect(counted(1200, 'text', 'texts')).toBe('1,200 texts');
  });

  test('a fingerprint comes in four groups', () => {
    expect(formatFingerprint('0123456789abcdef0123456789abcdef')).toBe('01234567 89abcdef 01234567 89abcdef');
  });
});
