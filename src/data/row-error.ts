import { LIMITS } from './table.ts';
import { inWords } from './text.ts';

/** What is wrong with a record. Names of fields, lines and counts only: nothing of what the record says. */
export type RowFault =
  | { readonly code: 'empty-text' | 'long-text'; readonly field: string }
  | { readonly code: 'no-label' | 'unknown-label' | 'quotes' | 'not-json' }
  /** The same texts stand in an earlier line with another label. */
  | { readonly code: 'contradiction'; readonly line: number; readonly fields: readonly string[] }
  | { readonly code: 'columns'; readonly found: number; readonly expected: number };

/** A record that cannot be used, and why. */
export interface RowError {
  readonly line: number;
  readonly lastLine: number;
  readonly fault: RowFault;
  /** The fault in English. It never quotes the record. */
  readonly reason: string;
}

/** @param place of the record: its first line and its last */
export function rowError({ line, lastLine }: Pick<RowError, 'line' | 'lastLine'>, fault: RowFault): RowError {
  return { line, lastLine, fault, reason: reasonOf(fault) };
}

function reasonOf(fault: RowFault): string {
  switch (fault.code) {
    case 'empty-text':
      return `Its ${fault.field} is empty.`;
    case 'long-text':
      return `Its ${fault.field} has more than ${LIMITS.text} characters.`;
    case 'no-label':
      return 'Its label is empty.';
    case 'unknown-label':
      return 'Its label stands for no class.';
    case 'quotes':
      return 'A quotation mark opens a field and does not close it properly.';
    case 'not-json':
      return 'It is not a complete JSON object such as {"text": "...", "label": 1}.';
    case 'contradiction':
      return `Line ${fault.line} has the same ${inWords(fault.fields)} with another label.`;
    case 'columns': {
      const { found, expected } = fault;
      const advice = found > expected ? ' Text that contains the separator needs quotation marks.' : '';
      return `It has ${found} fields where ${expected} are expected.${advice}`;
    }
    default:
      return fault satisfies never;
  }
}
