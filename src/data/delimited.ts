import Papa from 'papaparse';
import { isLabelSpelling } from './spellings.ts';
import { type RowError, rowError } from './row-error.ts';
import { type Row, type Table, LIMITS, checkRoom, nameColumns } from './table.ts';

export interface DelimitedOptions {
  readonly format: 'csv' | 'tsv';
  readonly delimiter: string;
  /** Whether the first record names the columns; left out, it is guessed. */
  readonly header?: boolean | undefined;
  /** Whether a field may be wrapped in quotation marks. Left out: yes, in TSV only where all of them close. */
  readonly quotes?: boolean | undefined;
}

interface Records {
  /** Without blank ones. */
  readonly records: Row[];
  readonly errors: RowError[];
  readonly lines: number;
}

/** Reads comma- or tab-separated text. `text` has line feeds only, and none at its end. */
export function parseDelimited(text: string, options: DelimitedOptions): Table {
  let { records, errors, lines } = readRecords(text, options.delimiter, options.quotes ?? true);
  if (options.format === 'tsv' && options.quotes === undefined && errors.length > 0) {
    // Many tools write tab-separated text without any quoting, and a quotation mark is then a character like others.
    ({ records, errors, lines } = readRecords(text, options.delimiter, false));
  }
  const first = records[0];
  const header = first !== undefined && (options.header ?? looksLikeHeader(first.cells));
  const columns = nameColumns(header ? first.cells : (first?.cells ?? []).map(() => ''));
  const rows: Row[] = [];
  for (const record of header ? records.slice(1) : records) {
    const cells = fit(record.cells, columns.length);
    if (cells) rows.push({ ...record, cells });
    else errors.push(rowError(record, { code: 'columns', found: record.cells.length, expected: columns.length }));
  }
  checkRoom(rows.length + errors.length);
  errors.sort((a, b) => a.line - b.line);
  const used = [...rows, ...errors].reduce((sum, { line, lastLine }) => sum + lastLine - line + 1, 0);
  return { format: options.format, columns, rows, errors, lines, skipped: lines - used };
}

function readRecords(text: string, delimiter: string, quotes: boolean): Records {
  const records: Row[] = [];
  const errors: RowError[] = [];
  let line = 1;
  let from = 0;
  Papa.parse<string[]>(text, {
    delimiter,
    newline: '\n',
    // papaparse's fast mode splits at delimiters and reads quotation marks as characters.
    fastMode: !quotes,
    step: ({ data, errors: faults, meta }, parser) => {
      const lastLine = line + linesEnded(text, from, meta.cursor) - (meta.cursor < text.length ? 1 : 0);
      if (faults.length > 0) errors.push(rowError({ line, lastLine }, { code: 'quotes' }));
      else if (data.some((cell) => cell.trim() !== '')) records.push({ line, lastLine, cells: data });
      line = lastLine + 1;
      from = meta.cursor;
      if (records.length + errors.length > LIMITS.rows + 1) parser.abort(); // `checkRoom` refuses it then
    },
  });
  return { records, errors, lines: line - 1 };
}

function linesEnded(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf('\n', from); at !== -1 && at < to; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

/** A header has short names, and none of them is a number or a label. */
function looksLikeHeader(cells: readonly string[]): boolean {
  return cells.every((cell) => cell.trim().length <= 40 && !isLabelSpelling(cell) && !isNumber(cell));
}

function isNumber(cell: string): boolean {
  return cell.trim() !== '' && !Number.isNaN(Number(cell));
}

/** Spreadsheets pad rows with empty cells at the end: those may go. */
function fit(cells: readonly string[], count: number): readonly string[] | null {
  if (cells.length === count) return cells;
  return cells.length > count && cells.slice(count).every((cell) => cell.trim() === '') ? cells.slice(0, count) : null;
}
