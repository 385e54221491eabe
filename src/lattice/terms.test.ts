import { expect, it } from 'vitest';
import type { Precision, Update } from './index.ts';
import { mergeKeys, termsOf } from './terms.ts';

function terms(
  updates: readonly Update[],
  index: number,
  shift: number,
  precision: Precision = 32,
): [number, number, number][] {
  const { keys, deltas } = termsOf(mergeKeys(updates), updates, index, shift, precision);
  return Array.from(deltas, (delta, i) => [keys[2 * i]!, keys[2 * i + 1]!, delta]);
}

it('rounds every update by itself, then adds up those on one key', () => {
  const half = { from: 0, to: 2, step: 0.5 };
  const updates: Update[] = [
    { key: [1, 2], ...half },
    { key: [2 ** 32 - 1, 3], ...half, step: 4 },
    { key: [1, 2], ...half },
  ];
  // 0.5 rounds to 1, twice; their sum rounded once would be 1.
  expect(terms(updates, 0, 0)).toEqual([
    [1, 2, 2],
    [2 ** 32 - 1, 3, 4],
  ]);
});

it('leaves out other tensors, and what cancels or rounds to nothing', () => {
  const updates: Update[] = [
    { key: [1, 1], from: 0, to: 3, step: 5 },
    { key: [2, 2], from: 1, to: 3, step: 0.4 },
    { key: [3, 3], from: 2, to: 3, step: 7 },
    { key: [1, 1], from: 1, to: 2, step: -5 },
  ];
  expect(terms(updates, 0, 0)).toEqual([[1, 1, 5]]);
  expect(terms(updates, 1, 0)).toEqual([]);
  expect(terms(updates, 2, 1)).toEqual([
    [1, 1, 10],
    [2, 2, 1],
    [3, 3, 14],
  ]);
});

it('keeps keys apart that differ in one word, and counts modulo 2^32', () => {
  const whole = { from: 0, to: 1 };
  const updates: Update[] = [
    { key: [1, 12], ...whole, step: 2 ** 40 + 1 },
    { key: [11, 2], ...whole, step: 2 ** 31 },
    { key: [11, 2], ...whole, step: 2 ** 31 + 3 },
  ];
  expect(terms(updates, 0, 0)).toEqual([
    [1, 12, 1],
    [11, 2, 3],
  ]);
});

it('16 bits: counts 256ths, and keeps updates on one key apart but for opposites, which cancel', () => {
  const whole = { from: 0, to: 1 };
  const updates: Update[] = [
    { key: [1, 2], ...whole, step: 0.5 },
    { key: [1, 2], ...whole, step: 0.5 },
    { key: [1, 2], ...whole, step: -3 },
    { key: [1, 2], ...whole, step: 0.25 },
    { key: [9, 9], ...whole, step: -0.5 },
    { key: [1, 2], ...whole, step: -0.25 },
    { key: [1, 2], ...whole, step: 1 / 1024 },
    { key: [1, 2], from: 1, to: 2, step: 7 },
  ];
  expect(terms(updates, 0, 0, 16)).toEqual([
    [1, 2, 128],
    [1, 2, 128],
    [1, 2, -768],
    [9, 9, -128],
  ]);
});

it('16 bits: a step beyond 2^16 units moves as its remainder does, alike in both directions', () => {
  const whole = { from: 0, to: 1 };
  const updates: Update[] = [
    { key: [1, 1], ...whole, step: 2 ** 16 * 3 + 5 },
    { key: [2, 2], ...whole, step: -(2 ** 16) * 3 - 5 },
    { key: [3, 3], ...whole, step: 2 ** 16 },
  ];
  expect(terms(updates, 0, 0, 16)).toEqual([
    [1, 1, 5 * 256],
    [2, 2, -5 * 256],
  ]);
});
