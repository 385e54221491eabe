import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type DatasetRow,
  conceal,
  findRepeats,
  guessColumns,
  isHeldOut,
  labelledRows,
  parseTable,
  reportSplit,
  reveal,
  toCsv,
  toJsonLines,
  toRows,
} from './index.ts';

const row = (text: string, label: number | null = null): DatasetRow => ({ texts: [conceal(text)], label });
const plain = (rows: readonly DatasetRow[]) => rows.map(({ texts, label }) => [...texts.map(reveal), label]);

const LABELS = ['negative', 'positive'];
const MAPPING = new Map(LABELS.map((name, i) => [name, i]));

describe('rows without a label', () => {
  test('are kept where they are wanted, and errors where not', () => {
    const table = parseTable('text,label\ngood,positive\nwho knows,\nbad,negative\nodd,maybe');
    const choice = { fields: ['text'], texts: [0], label: 1, mapping: MAPPING };
    const kept = toRows(table, { ...choice, unlabelled: true });
    expect(plain(kept.rows)).toEqual([
      ['good', 1],
      ['who knows', null],
      ['bad', 0],
    ]);
    expect(kept.errors.map(({ line, fault }) => [line, fault.code])).toEqual([[5, 'unknown-label']]);
    expect(plain(labelledRows(kept.rows))).toEqual([
      ['good', 1],
      ['bad', 0],
    ]);
    const refused = toRows(table, { ...choice, unlabelled: false });
    expect(refused.errors.map(({ line, fault }) => [line, fault.code])).toEqual([
      [3, 'no-label'],
      [5, 'unknown-label'],
    ]);
  });

  test('a text that stands once with a label and once without has it, whichever comes first', () => {
    const table = parseTable('text,label\ngood,\ngood,positive\nbad,negative\nbad,\ngood,negative');
    const { rows, duplicates, errors } = toRows(table, {
      ...{ fields: ['text'], texts: [0], label: 1, mapping: MAPPING, unlabelled: true },
    });
    expect(plain(rows)).toEqual([
      ['good', 1],
      ['bad', 0],
    ]);
    expect(duplicates).toBe(2);
    expect(errors.map(({ line, fault }) => [line, fault.code])).toEqual([[6, 'contradiction']]);
  });

  test('come back from an export, as CSV and as JSON lines, whatever they say', () => {
    const text = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 30 })
      .map((any) => `x${any.replaceAll(/[\s\p{C}]/gu, '')}`);
    const nasty = fc.constantFrom('a, "b"', '=1+1', 'semi;colon', "it's", '"', 'tab | pipe', '@x', '{"a":1}');
    const rows = fc.uniqueArray(fc.tuple(fc.oneof(text, nasty), fc.constantFrom(null, 0, 1)), {
      selector: ([one]) => one,
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(rows, (drawn) => {
        const all = drawn.map(([one, label]) => row(one, label));
        for (const [source, name] of [
          [toCsv(all, ['text'], LABELS), 'x.csv'],
          [toJsonLines(all, ['text'], LABELS), 'x.jsonl'],
        ] as const) {
          const table = parseTable(source, { name });
          const label = table.columns.indexOf('label');
          const read = toRows(table, { fields: ['text'], texts: [0], label, mapping: MAPPING, unlabelled: true });
          expect([plain(read.rows), read.errors]).toEqual([plain(all), []]);
        }
      }),
    );
  });
});

describe('lines of text', () => {
  test.each([
    'The food was cold, and the waiter was rude.\nGreat\nOnce more, with onions, peppers, and cheese\nNever again.',
    'One\nTwo\nThree',
    'One, or two\nThree, or four\nFive, or six',
    'Semicolons; they divide.\nNobody knows\nwhy; or; when',
  ])('are texts where their commas make no columns: %j', (source) => {
    const table = parseTable(source, { name: 'pile.txt' });
    expect(table).toMatchObject({ format: 'lines', columns: ['Column 1'], errors: [], skipped: 0 });
    expect(table.rows.map(({ cells }) => cells)).toEqual(source.split('\n').map((line) => [line]));
    expect(guessColumns(table, ['text'])).toMatchObject({ texts: [0] });
  });

  test('with a usual name on top have a header; blank ones are left out, and lines are still counted', () => {
    const table = parseTable('text\n\nfirst, then\n\nsecond\n');
    expect(table).toMatchObject({ format: 'lines', columns: ['text'], lines: 5, skipped: 3 });
    expect(table.rows).toMatchObject([
      { line: 3, cells: ['first, then'] },
      { line: 5, cells: ['second'] },
    ]);
    expect(parseTable('text\nfirst', { header: false }).rows).toHaveLength(2);
  });

  test.each(['good,1\nbad,0\nso so,1', 'text,label\na,b,c\nd', '"one, two"\n"three"', 'a\tb\nc\td'])(
    'are none where there are columns: %j',
    (source) => expect(parseTable(source).format).not.toBe('lines'),
  );
});

describe('repeats', () => {
  test('the first of each label stays, one without a label only beside none that has one', () => {
    const rows = [
      row('Good!'),
      row('good', 1),
      row('GOOD ', 1),
      row('bad', 0),
      row('Bad.', 1),
      row('new'),
      row('New?'),
      row('odd'),
    ];
    expect(findRepeats(rows)).toEqual({ duplicates: [0, 2, 6], conflicts: [3, 4] });
  });

  test('without the duplicates there are none, and no text and no contradiction is lost', () => {
    const some = fc.array(fc.tuple(fc.constantFrom('a', 'A', 'b', 'b.', 'c', '!', '?'), fc.constantFrom(null, 0, 1)));
    fc.assert(
      fc.property(some, (drawn) => {
        const rows = drawn.map(([text, label]) => row(text, label));
        const { duplicates, conflicts } = findRepeats(rows);
        const left = rows.filter((_, i) => !duplicates.includes(i));
        const again = findRepeats(left);
        expect(again.duplicates).toEqual([]);
        expect(again.conflicts.length > 0).toBe(conflicts.length > 0);
        const words = (all: readonly DatasetRow[]) =>
          new Set(plain(all).map(([text]) => String(text).toLowerCase().replace('.', '')));
        expect(words(left)).toEqual(words(rows));
        expect(new Set(labelledRows(left).map(({ label }) => label))).toEqual(
          new Set(labelledRows(rows).map(({ label }) => label)),
        );
      }),
    );
  });
});

describe('the split of a data set', () => {
  const many = Array.from({ length: 300 }, (_, i) => row(`Review number ${i}.`, i % 2));
  const held = many.filter(isHeldOut);

  test('is told by class, and has no fault where both parts are large and even', () => {
    const { training, heldOut, faults } = reportSplit([...many, row('unlabelled')], 2);
    expect([training, heldOut].map(([a, b]) => a! + b!)).toEqual([300 - held.length, held.length]);
    expect(faults).toEqual([]);
  });

  test.each<[string, readonly DatasetRow[], string[]]>([
    ['nothing trains', held.slice(0, 1), ['no-training', 'few-held-out']],
    [
      'a class does not train',
      [...many.filter(({ label }) => label === 0), held.find(({ label }) => label === 1)!],
      ['no-training', 'one-sided'],
    ],
    ['a class is not held out', many.filter((one) => one.label === 0 || !isHeldOut(one)), ['no-held-out', 'one-sided']],
    [
      'a single example of a class trains',
      [...many.filter(({ label }) => label === 0), { ...row('x', 1), heldOut: false }],
      ['one-sided'],
    ],
    ['few are held out', many.slice(0, 40), ['few-held-out']],
  ])('is faulty where %s', (_, rows, codes) => {
    expect(reportSplit(rows, 2).faults.map(({ code }) => code)).toEqual(codes);
  });
});
