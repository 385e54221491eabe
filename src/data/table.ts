import type { RowError } from './row-error.ts';

/** One record of a file as text cells, one for each column. Lines count from 1; `lastLine` >= `line`. */
export interface Row {
  readonly line: number;
  readonly lastLine: number;
  readonly cells: readonly string[];
}

export type Format = 'csv' | 'tsv' | 'json-lines' | 'json' | 'lines';

/**
 * What a file holds. Every line is in one row, in one error, or counted in `skipped`
 * (the header and blank lines); a JSON array counts items, not lines.
 */
export interface Table {
  readonly format: Format;
  /** Unique and not empty; "Column 1", ... where the file names none. */
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  readonly errors: readonly RowError[];
  readonly lines: number;
  readonly skipped: number;
}

/** What is taken in at most: beyond it a phone's memory is at risk, and a federation gains nothing. */
export const LIMITS = {
  bytes: 50 * 2 ** 20,
  rows: 200_000,
  columns: 256,
  /** Characters of one text; a model reads at most 512 tokens of it. */
  text: 100_000,
} as const;

export type DataErrorCode =
  | 'too-large'
  | 'too-many-rows'
  | 'too-many-columns'
  | 'not-text'
  | 'empty'
  | 'no-columns'
  | 'unknown-sample';

/** A file that cannot be read as a table at all. Never quotes its contents. */
export class DataError extends Error {
  override readonly name = 'DataError';
  readonly code: DataErrorCode;
  readonly remedy: string;
  constructor(code: DataErrorCode, message: string, remedy: string) {
    super(message);
    this.code = code;
    this.remedy = remedy;
  }
}

/** @throws DataError when a further row would be one too many */
export function checkRoom(rows: number): void {
  if (rows <= LIMITS.rows) return;
  const limit = LIMITS.rows.toLocaleString('en');
  throw new DataError('too-many-rows', `The file has more than ${limit} rows.`, `Keep the ${limit} that matter most.`);
}

/** @throws DataError when there are too many */
export function checkColumns(columns: number): void {
  if (columns <= LIMITS.columns) return;
  throw new DataError(
    'too-many-columns',
    `The file has more than ${LIMITS.columns} columns.`,
    'Keep the columns with the text and the label.',
  );
}

/** Column names made unique and given where missing. */
export function nameColumns(names: readonly string[]): string[] {
  checkColumns(names.length);
  const taken = new Set<string>();
  return names.map((name, i) => {
    const plain = name.trim() || `Column ${i + 1}`;
    let unique = plain;
    for (let copy = 2; taken.has(unique); copy++) unique = `${plain} (${copy})`;
    taken.add(unique);
    return unique;
  });
}
