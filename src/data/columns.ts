import { labelValues } from './labels.ts';
import { isLabelSpelling, polarity } from './spellings.ts';
import type { Table } from './table.ts';

/** Columns by their place; null where none fits. */
export interface ColumnGuess {
  /** One for each field, no column twice. */
  readonly texts: readonly (number | null)[];
  readonly label: number | null;
}

const TEXT_NAMES = ['text', 'sentence', 'review', 'comment', 'content', 'body', 'message', 'tweet', 'title'];
const LABEL_NAMES = ['label', 'class', 'sentiment', 'polarity', 'target', 'category', 'rating', 'stars', 'score'];
/** Rows that a guess looks at. */
const LOOK = 500;
/** Labels of a task at most, with room for different spellings. */
const MANY = 32;

/** Whether a cell is what columns of texts or labels are usually called. */
export function isUsualName(cell: string): boolean {
  const plain = cell.trim().toLowerCase();
  return TEXT_NAMES.includes(plain) || LABEL_NAMES.includes(plain);
}

/**
 * A field's column is the one of its name; else, for a single field, one with a usual name; else the longest cells are
 * the texts, in the table's order. The label's column has a usual name, or fewest and label-like values.
 *
 * @param fields names of an example's texts, in order
 */
export function guessColumns(table: Table, fields: readonly string[]): ColumnGuess {
  const names = table.columns.map((name) => name.toLowerCase());
  const places = names.map((_, place) => place);
  const sample = { ...table, rows: table.rows.slice(0, LOOK) };
  const sameNamed = bySameName(names, fields);
  const byName = (wanted: readonly string[], not: readonly (number | null)[]) =>
    wanted
      .map((word) => places.find((place) => !not.includes(place) && names[place]!.split(/[^a-z]+/).includes(word)))
      .find((place) => place !== undefined) ?? null;
  const ranked = (not: readonly (number | null)[]) =>
    places
      .filter((place) => !not.includes(place))
      .map((place) => ({ place, values: labelValues(sample, place).map(({ value }) => value) }))
      .filter(({ values }) => values.length >= 1 && values.length <= MANY)
      .map(({ place, values }) => ({ place, rank: rankOf(values) }))
      .sort((a, b) => a.rank - b.rank);

  const named = byName(LABEL_NAMES, sameNamed);
  // Of several texts one may be as short as a label; of one text, the longest is the better guess to begin with.
  const like = fields.length > 1 ? ranked(sameNamed).find(({ rank }) => rank <= 2 * MANY) : undefined;
  const reserved = named ?? like?.place ?? null;
  const usual = fields.length === 1 && sameNamed[0] === null ? [byName(TEXT_NAMES, [reserved])] : sameNamed;
  const missing = usual.filter((place) => place === null).length;
  const rest = longest(sample, missing, [reserved, ...usual]);
  const texts = usual.map((place) => place ?? rest.shift() ?? null);
  return { texts, label: reserved ?? ranked(texts)[0]?.place ?? null };
}

/** Blanks and punctuation count only where a column is equal with them. No column is taken twice. */
function bySameName(names: readonly string[], fields: readonly string[]): (number | null)[] {
  const plain = (name: string) => name.toLowerCase();
  const loose = (name: string) => plain(name).replace(/[^\p{L}\p{N}]+/gu, '');
  const found = fields.map((): number | null => null);
  for (const form of [plain, loose]) {
    fields.forEach((field, i) => {
      const place = names.findIndex((name, at) => !found.includes(at) && form(name) === form(field));
      if (found[i] === null && place >= 0) found[i] = place;
    });
  }
  return found;
}

/** Lower is more like labels: opposites, then other spellings of labels, then anything. */
function rankOf(values: readonly string[]): number {
  if (values.every((value) => polarity(value) !== 0)) return values.length;
  return values.length + (values.every(isLabelSpelling) ? MANY : 2 * MANY);
}

/** The columns with most text, in the table's order; empty ones never. */
function longest({ columns, rows }: Table, count: number, not: readonly (number | null)[]): number[] {
  return columns
    .map((_, place) => ({ place, length: rows.reduce((sum, { cells }) => sum + cells[place]!.length, 0) }))
    .filter(({ place, length }) => !not.includes(place) && length > 0)
    .sort((a, b) => b.length - a.length)
    .slice(0, count)
    .map(({ place }) => place)
    .sort((a, b) => a - b);
}
