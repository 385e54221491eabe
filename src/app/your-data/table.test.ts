import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DatasetRow, conceal, findRepeats, reveal } from '../../data/index.ts';
import { typedFault, withLabel, withRow, withoutRows } from './edits.ts';
import { shownRows } from './filters.ts';
import { back, begin, forth, step } from './history.ts';

const row = (text: string, label: number | null = null): DatasetRow => ({ texts: [conceal(text)], label });
const textsOf = (rows: readonly DatasetRow[]) => rows.map(({ texts }) => reveal(texts[0]!));

describe('edits', () => {
  const rows = [row('one', 0), { ...row('two', 1), heldOut: true }, row('three')];

  test('touch no other row, so that nothing else is counted, checked or drawn anew', () => {
    for (const next of [
      withLabel(rows, 1, 0),
      withRow(rows, 1, ['deux'], null),
      [...withoutRows(rows, [1]), rows[1]!],
    ]) {
      expect(next[0]).toBe(rows[0]);
      expect(next).toHaveLength(3);
    }
    expect(withLabel(rows, 1, 1)).toBe(rows);
    expect(withLabel(rows, 9, 1)).toBe(rows);
    expect(textsOf(withoutRows(rows, [2, 0]))).toEqual(['two']);
  });

  test('keep a row where its owner put it, and clean what is typed', () => {
    expect(withRow(rows, 1, [' zwei\u200b '], null)[1]).toEqual({
      texts: [conceal('zwei')],
      label: null,
      heldOut: true,
    });
    expect(textsOf(withRow(rows, null, ['four'], 1))).toEqual(['one', 'two', 'three', 'four']);
  });

  test.each<[string[], ReturnType<typeof typedFault>]>([
    [['a', 'b'], null],
    [['a', ' \u200b\n'], 'empty'],
    [['a', 'b'.repeat(100_001)], 'tooLong'],
  ])('of %j have the fault %s', (texts, fault) => expect(typedFault(texts)).toBe(fault));
});

test('every way back leads where one was, and forth again; a new step forgets what was taken back', () => {
  const moves = fc.array(fc.oneof(fc.integer(), fc.constant('back' as const), fc.constant('forth' as const)));
  fc.assert(
    fc.property(moves, (drawn) => {
      let history = begin(-1);
      let past = [-1];
      let at = 0;
      for (const move of drawn) {
        if (move === 'back') [history, at] = [back(history), Math.max(0, at - 1)];
        else if (move === 'forth') [history, at] = [forth(history), Math.min(past.length - 1, at + 1)];
        else [history, past, at] = [step(history, move), [...past.slice(0, at + 1), move], at + 1];
        expect(history.now).toBe(past[at]);
      }
    }),
  );
});

test('the table shows what is asked for, in order, and finds words in any case', () => {
  const rows = [row('Good', 1), row('bad', 0), row('GOOD!', 1), row('so so'), { ...row('fine', 1), heldOut: true }];
  const known = { repeats: findRepeats(rows), long: [1, 3] };
  const shown = (filter: Parameters<typeof shownRows>[1], search = '') => shownRows(rows, filter, search, known);
  expect(shown('all')).toEqual([0, 1, 2, 3, 4]);
  expect(shown('all', ' gOOd ')).toEqual([0, 2]);
  expect(shown('unlabelled')).toEqual([3]);
  expect(shown('duplicates')).toEqual([2]);
  expect(shown('conflicts')).toEqual([]);
  expect(shown('long', 'so')).toEqual([3]);
  expect(shown('heldOut')).toContain(4);
  expect(shown({ label: 1 })).toEqual([0, 2, 4]);
});
