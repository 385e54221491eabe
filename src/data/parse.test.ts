import fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, test } from 'vitest';
import { DataError, LIMITS, type RowError, type Table, parseTable, readTable } from './index.ts';

const cellsOf = (table: Table) => table.rows.map(({ cells }) => cells);
const spans = (parts: readonly { line: number; lastLine: number }[]) =>
  parts.reduce((sum, { line, lastLine }) => sum + lastLine - line + 1, 0);
const lineNumbers = (errors: readonly RowError[]) => errors.map(({ line, lastLine }) => [line, lastLine]);

async function failure(work: () => unknown): Promise<DataError> {
  try {
    await work();
  } catch (error) {
    if (error instanceof DataError) return error;
    throw error;
  }
  throw new Error('It did not fail.');
}

describe('CSV and TSV', () => {
  test('quoted separators, quotation marks and line breaks stay in their cell; lines are counted through them', () => {
    const table = parseTable('\uFEFFtext,label\r\n"a, ""b""",1\r\n"two\r\nlines",0\r\n\r\nlast,1\r\n');
    expect(table).toMatchObject({ format: 'csv', columns: ['text', 'label'], errors: [], lines: 6, skipped: 2 });
    expect(cellsOf(table)).toEqual([
      ['a, "b"', '1'],
      ['two\nlines', '0'],
      ['last', '1'],
    ]);
    expect(table.rows.map(({ line, lastLine }) => [line, lastLine])).toEqual([
      [2, 2],
      [3, 4],
      [6, 6],
    ]);
  });

  test('a row with too many or too few fields is an error with its line; empty cells at the end are not', () => {
    const table = parseTable('text,label\nI like it, really,1\nalone\nfine,1,,\n');
    expect(cellsOf(table)).toEqual([['fine', '1']]);
    expect(lineNumbers(table.errors)).toEqual([
      [2, 2],
      [3, 3],
    ]);
    expect(table.errors[0]?.reason).toMatch(/3 fields where 2 .* quotation marks/);
  });

  test('a quotation mark that never closes is one error over all its lines, and never quotes the text', () => {
    const table = parseTable('text,label\ngood,1\n"secret,0\nmore,1');
    expect(cellsOf(table)).toEqual([['good', '1']]);
    expect(lineNumbers(table.errors)).toEqual([[3, 4]]);
    expect(JSON.stringify(table.errors)).not.toContain('secret');
  });

  test('TSV with stray quotation marks is read without quoting; with proper ones it is read with', () => {
    expect(cellsOf(parseTable('sentence\tlabel\n"so-called\t0\nplain\t1', { name: 'a.tsv' }))).toEqual([
      ['"so-called', '0'],
      ['plain', '1'],
    ]);
    expect(cellsOf(parseTable('sentence\tlabel\n"a\tb"\t0'))).toEqual([['a\tb', '0']]);
  });

  test('a file without a header keeps its first row', () => {
    const table = parseTable('Wow... Loved this place.\t1\nCrust is not good.\t0');
    expect(table).toMatchObject({ format: 'tsv', columns: ['Column 1', 'Column 2'], skipped: 0 });
    expect(table.rows).toHaveLength(2);
    expect(parseTable('a;b\nc;d', { header: false }).rows).toHaveLength(2);
  });

  test('names of columns become unique', () => {
    expect(parseTable(',text,text,label\n0,a,b,1').columns).toEqual(['Column 1', 'text', 'text (2)', 'label']);
  });

  test('what papaparse writes is read back, and every line is a row, an error, or skipped', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'é', '😀', ' ', '"', ',', ';', '\t', '\n', '|', '{', "'") });
    const records = fc.array(fc.tuple(cell, cell, fc.constantFrom('0', '1')), { minLength: 1 });
    const delimiter = fc.constantFrom(',', ';', '\t');
    fc.assert(
      fc.property(records, delimiter, fc.constantFrom('\n', '\r\n'), (rows, separator, newline) => {
        const text = Papa.unparse([['first text', 'second', 'label'], ...rows], { delimiter: separator, newline });
        const format = separator === '\t' ? 'tsv' : 'csv';
        const table = parseTable(text, { format, header: true, quotes: true });
        expect(cellsOf(table)).toEqual(rows);
        expect(table.errors).toEqual([]);
        expect(spans(table.rows) + table.skipped).toBe(table.lines);
      }),
    );
  });

  test('any text at all: every line is a row, an error, or skipped', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '1', '"', ',', '\t', '\n', '\r', ' '), minLength: 1 });
    fc.assert(
      fc.property(text, fc.constantFrom('csv', 'tsv'), fc.boolean(), fc.boolean(), (source, format, header, quotes) => {
        fc.pre(source.trim() !== '');
        const table = parseTable(source, { format, header, quotes });
        const lines = source.replace(/\r\n?/g, '\n').replace(/\n+$/, '').split('\n').length;
        expect(table.lines).toBe(lines);
        expect(spans(table.rows) + spans(table.errors) + table.skipped).toBe(lines);
        for (const { cells } of table.rows) expect(cells).toHaveLength(table.columns.length);
      }),
      { numRuns: 500 },
    );
  });
});

describe('JSON', () => {
  test('JSON lines: columns in order of appearance, numbers as text, broken lines as errors', () => {
    const table = parseTable('{"text":"a","label":1}\n\n{"label":0,"text":"b","n":null}\n{"text": secret\n[1]\n');
    expect(table).toMatchObject({ format: 'json-lines', columns: ['text', 'label', 'n'], lines: 5, skipped: 1 });
    expect(cellsOf(table)).toEqual([
      ['a', '1', ''],
      ['b', '0', ''],
    ]);
    expect(lineNumbers(table.errors)).toEqual([
      [4, 4],
      [5, 5],
    ]);
    expect(JSON.stringify(table.errors)).not.toContain('secret');
  });

  test('a JSON array, spread over lines, with one broken item', () => {
    const table = parseTable(
      '[\n  {"text": "a, [b", "label": "x"},\n  {"text": secret,\n "label": 1},\n {"text": "\\"}"}\n]',
    );
    expect(table.format).toBe('json');
    expect(cellsOf(table)).toEqual([
      ['a, [b', 'x'],
      ['"}', ''],
    ]);
    expect(lineNumbers(table.errors)).toEqual([[3, 4]]);
    expect(table.rows.map(({ line }) => line)).toEqual([2, 5]);
  });

  test('an array that breaks off keeps its whole items and names the lines of the rest', () => {
    const table = parseTable('[{"text": "a"},\n{"text": "b},\n{"text": "c"}]');
    expect(cellsOf(table)).toEqual([['a']]);
    expect(lineNumbers(table.errors)).toEqual([[2, 3]]);
  });

  test('objects written as an array or as lines are read back in full', () => {
    const item = fc.record({ text: fc.string({ unit: 'binary' }), label: fc.integer() });
    fc.assert(
      fc.property(fc.array(item, { minLength: 1 }), fc.constantFrom(0, 1, 2), (items, indent) => {
        const cells = items.map(({ text, label }) => [text, String(label)]);
        expect(cellsOf(parseTable(JSON.stringify(items, null, indent)))).toEqual(cells);
        expect(cellsOf(parseTable(items.map((value) => JSON.stringify(value)).join('\n')))).toEqual(cells);
      }),
    );
  });

  test('any lines of JSON-like characters: rows, errors and skipped lines are all there is', () => {
    const line = fc.string({ unit: fc.constantFrom('{', '}', '[', ']', '"', ':', ',', '1', '\\', ' ') });
    fc.assert(
      fc.property(fc.array(line, { minLength: 1 }), (lines) => {
        const source = lines.join('\n');
        fc.pre(source.trim() !== '');
        const table = parseTable(source, { format: 'json-lines' });
        expect(table.rows.length + table.errors.length + table.skipped).toBe(
          source.replace(/\n+$/, '').split('\n').length,
        );
        const array = parseTable(source, { format: 'json' });
        expect(array.rows.length + array.errors.length).toBe(array.lines);
      }),
    );
  });
});

describe('files', () => {
  const bytes = (...values: number[]) => new Blob([Uint8Array.from(values)]);

  test('UTF-8, UTF-16 with a mark, and Windows-1252 are decoded', async () => {
    const utf16 = [0xff, 0xfe, ...Array.from('text,label\né,1', (char) => [char.charCodeAt(0), 0]).flat()];
    expect(cellsOf(await readTable(bytes(...utf16)))).toEqual([['é', '1']]);
    const ansi = Array.from('text,label\né,1', (char) => char.charCodeAt(0));
    expect(cellsOf(await readTable(bytes(...ansi)))).toEqual([['é', '1']]);
    expect(cellsOf(await readTable(new Blob(['\uFEFFtext,label\né,1'])))).toEqual([['é', '1']]);
  });

  test('a binary, an empty and a too large file are refused with a remedy', async () => {
    expect(await failure(() => readTable(bytes(0x50, 0x4b, 3, 4, 0, 0)))).toMatchObject({ code: 'not-text' });
    expect(await failure(() => readTable(new Blob(['\n \n'])))).toMatchObject({ code: 'empty' });
    const large = new Blob([new Uint8Array(LIMITS.bytes + 1)]);
    expect((await failure(() => readTable(large))).message).toBe('The file has 50 MiB; at most 50 MiB are read.');
  });

  test('one row more than the limit is refused, not cut off', async () => {
    const full = `text,label\n${'a,1\n'.repeat(LIMITS.rows)}`;
    expect(parseTable(full).rows).toHaveLength(LIMITS.rows);
    expect(await failure(() => parseTable(`${full}a,1\n`))).toMatchObject({ code: 'too-many-rows' });
    const lines = '{"a":1}\n'.repeat(LIMITS.rows + 1);
    expect(await failure(() => parseTable(lines))).toMatchObject({ code: 'too-many-rows' });
  });

  test('too many columns are refused', async () => {
    const wide = Array.from({ length: LIMITS.columns + 1 }, (_, i) => `{"c${i}":1}`).join('\n');
    expect(await failure(() => parseTable(wide))).toMatchObject({ code: 'too-many-columns' });
  });
});
