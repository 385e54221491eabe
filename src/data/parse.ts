import { decode } from './decode.ts';
import { parseDelimited } from './delimited.ts';
import { parseJsonArray, parseJsonLines } from './json.ts';
import { looksLikeLines, parseLines } from './lines.ts';
import { DataError, type Format, LIMITS, type Table } from './table.ts';

/** What is known beforehand; everything that is left out is guessed. */
export interface ParseOptions {
  /** The file's name: its ending decides the format where it is known. */
  readonly name?: string | undefined;
  readonly format?: Format | undefined;
  /** CSV, TSV and lines: whether the first record names the columns. */
  readonly header?: boolean | undefined;
  /** CSV and TSV: whether a field may be wrapped in quotation marks. */
  readonly quotes?: boolean | undefined;
}

/** Reads a file. @throws DataError when it is too large, no text, empty, or too many rows */
export async function readTable(file: Blob, options: ParseOptions = {}): Promise<Table> {
  return parseTable(await decode(file), options);
}

/** Reads text that was pasted or decoded. It blocks while it runs: about a second for 50 MB. */
export function parseTable(source: string, options: ParseOptions = {}): Table {
  if (source.length > LIMITS.bytes) {
    throw new DataError(
      'too-large',
      `The text has more than ${LIMITS.bytes / 2 ** 20} million characters.`,
      'Split it, or keep fewer rows.',
    );
  }
  const text = source
    .replace(/^\uFEFF/, '')
    .replace(/\r\n?/g, '\n')
    .replace(/\n+$/, '');
  if (text.trim() === '') throw new DataError('empty', 'There is no text in it.', 'Choose a file with rows in it.');
  const format = options.format ?? detectFormat(text, options.name);
  switch (format) {
    case 'csv':
      return parseDelimited(text, { ...options, format, delimiter: commonest(text, SEPARATORS) });
    case 'tsv':
      return parseDelimited(text, { ...options, format, delimiter: '\t' });
    case 'json-lines':
      return parseJsonLines(text);
    case 'json':
      return parseJsonArray(text);
    case 'lines':
      return parseLines(text, options.header);
    default:
      return format satisfies never;
  }
}

const SEPARATORS = [',', ';', '\t', '|'];

/** By the name's ending, and by the first character where that says too little. */
function detectFormat(text: string, name = ''): Format {
  const ending = /\.(\w+)$/.exec(name.toLowerCase())?.[1] ?? '';
  if (ending === 'csv') return 'csv';
  if (ending === 'tsv' || ending === 'tab') return 'tsv';
  const start = text.trimStart();
  if (start.startsWith('{')) return 'json-lines';
  if (/^\[\s*[{\]]/.test(start)) return 'json';
  if (ending === 'jsonl' || ending === 'ndjson') return 'json-lines';
  const separator = commonest(text, SEPARATORS);
  if (looksLikeLines(text, separator)) return 'lines';
  return separator === '\t' ? 'tsv' : 'csv';
}

/** The separator that the first line has most of, outside quotation marks; the first one where it has none. */
function commonest(text: string, separators: readonly string[]): string {
  const end = text.indexOf('\n');
  const line = text.slice(0, end === -1 ? undefined : end).replace(/"[^"]*"/g, '');
  const count = (separator: string) => line.split(separator).length;
  return separators.reduce((best, next) => (count(next) > count(best) ? next : best));
}
