import type { Example } from './examples.ts';
import type { PrivateText } from './private-text.ts';

/** A row of a data set: an example, or texts that nobody has labelled yet. Rows never change; an edit makes another. */
export interface DatasetRow {
  readonly texts: readonly PrivateText[];
  /** Number of the class; null where it has none yet. */
  readonly label: number | null;
  /** As an example's. */
  readonly heldOut?: boolean;
}

/** A row that training uses. */
export function isExample(row: DatasetRow): row is Example {
  return row.label !== null;
}

/** The rows that training uses, in their order. */
export function labelledRows(rows: readonly DatasetRow[]): readonly Example[] {
  return rows.filter(isExample);
}
