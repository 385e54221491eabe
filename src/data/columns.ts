import { labelValues } from './labels.ts';
import { isLabelSpelling, polarity } from './spellings.ts';
import type { Table } from './table.ts';

/** Columns by their place; null where none fits. */
export interface ColumnGuess {
  readonly text: number | null;
  readonly label: number | null;
}

const TEXT_NAMES = ['text', 'sentence', 'review', 'comment', 'content', 'body', 'message', 'tweet', 'title'];
const LABEL_NAMES = ['label', 'class', 'sentiment', 'polarity', 'target', 'category', 'rating', 'stars', 'score'];
/** Rows that a guess looks at. */
const LOOK = 500;
/** Labels of a task at most, with room for different spellings. */
const MANY = 32;

/** By name first; else the longest cells are the text, and the column of fewest, label-like values the label. */
export function guessColumns(table: Table): ColumnGuess {
  const names = table.columns.map((name) => name.toLowerCase());
  const places = names.map((_, place) => place);
  const sample = { ...table, rows: table.rows.slice(0, LOOK) };
  const byName = (wanted: readonly string[], not: number | null) =>
    wanted
      .map((word) => places.find((place) => place !== not && names[place]!.split(/[^a-z]+/).includes(word)))
      .find((place) => place !== undefined) ?? null;
  const length = (place: number) => sample.rows.reduce((sum, { cells }) => sum + cells[place]!.length, 0);
  const distinct = (place: number) => labelValues(sample, place).map(({ value }) => value);
  const rank = (values: readonly string[]) =>
    values.length +
    (values.every((value) => polarity(value) !== 0) ? 0 : values.every(isLabelSpelling) ? MANY : 2 * MANY);

  const named = byName(LABEL_NAMES, null);
  const text = byName(TEXT_NAMES, named) ?? longest(places, named, length);
  const candidates = places
    .filter((place) => place !== text)
    .map((place) => ({ place, values: distinct(place) }))
    .filter(({ values }) => values.length >= 1 && values.length <= MANY)
    .sort((a, b) => rank(a.values) - rank(b.values));
  return { text, label: named ?? candidates[0]?.place ?? null };
}

function longest(places: readonly number[], not: number | null, length: (place: number) => number): number | null {
  const lengths = places.filter((place) => place !== not).map((place) => ({ place, length: length(place) }));
  return lengths.sort((a, b) => b.length - a.length).find((column) => column.length > 0)?.place ?? null;
}
