import { type DatasetRow, type Repeats, isHeldOut, reveal } from '../../data/index.ts';

/** Which rows the table shows: all, those of a kind, or those of a class. */
export type Filter =
  | 'all'
  | 'unlabelled'
  | 'duplicates'
  | 'conflicts'
  | 'long'
  | 'heldOut'
  | { readonly label: number };

interface Known {
  readonly repeats: Repeats;
  /** Places of rows that training cuts. */
  readonly long: readonly number[];
}

/** Places of the rows to show, in order. @param search in any text, whatever its case; '' for all */
export function shownRows(rows: readonly DatasetRow[], filter: Filter, search: string, known: Known): number[] {
  const words = search.trim().toLowerCase();
  return kindOf(rows, filter, known).filter(
    (place) => words === '' || rows[place]!.texts.some((text) => reveal(text).toLowerCase().includes(words)),
  );
}

function kindOf(rows: readonly DatasetRow[], filter: Filter, { repeats, long }: Known): readonly number[] {
  const where = (wanted: (row: DatasetRow) => boolean): number[] =>
    rows.flatMap((row, place) => (wanted(row) ? [place] : []));
  if (typeof filter === 'object') return where(({ label }) => label === filter.label);
  switch (filter) {
    case 'all':
      return rows.map((_, place) => place);
    case 'unlabelled':
      return where(({ label }) => label === null);
    case 'duplicates':
      return repeats.duplicates;
    case 'conflicts':
      return repeats.conflicts;
    case 'long':
      return long;
    case 'heldOut':
      return where((row) => row.label !== null && isHeldOut(row));
    default:
      return filter satisfies never;
  }
}
