import { expect, it } from 'vitest';
import { architectureOf } from '../../tests/contract/random-checkpoint.ts';
import { batchesByLength, toBatch } from './batch.ts';

const sides = { layers: 1, hidden: 4, heads: 1, feedForward: 4, vocabulary: 9 };
const architecture = architectureOf({ ...sides, type: 'roberta', positions: 14 });
const row = (length: number) => ({ ids: Array.from({ length }, () => 5), maskPosition: length - 1, truncated: false });

it('pads to the longest row, in steps of eight, and not beyond what the model reads', () => {
  const batch = toBatch([row(3), row(5)], architecture);
  expect([batch.size, batch.length]).toEqual([2, 8]);
  expect([...batch.ids]).toEqual([5, 5, 5, 1, 1, 1, 1, 1, 5, 5, 5, 5, 5, 1, 1, 1]);
  expect([...batch.attention]).toEqual([1, 1, 1, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 0, 0, 0]);
  expect([...batch.maskPositions]).toEqual([2, 4]);
  // 14 positions, of which two are the padding's.
  expect(toBatch([row(11)], architecture).length).toBe(12);
});

it('refuses no rows and rows that are too long', () => {
  expect(() => toBatch([], architecture)).toThrow('0 rows');
  expect(() => toBatch([row(13)], architecture)).toThrow('1 to 12 tokens');
});

it('sorts rows into batches by length, each row once', () => {
  const lengths = [9, 2, 7, 2, 11];
  const batches = batchesByLength(lengths.map(row), 2);
  expect(batches).toEqual([[1, 3], [2, 0], [4]]);
});
