import { type DatasetRow, LIMITS, cleanText, conceal } from '../../data/index.ts';

/** Changes of a data set's rows. Pure: each gives other rows, and those that it does not touch stay the same objects. */
export type Rows = readonly DatasetRow[];

/** @param label null takes it away */
export function withLabel(rows: Rows, place: number, label: number | null): Rows {
  const row = rows[place];
  return !row || row.label === label ? rows : rows.with(place, { ...row, label });
}

/** A row after the last one where `place` is null. What its owner held out stays so. */
export function withRow(rows: Rows, place: number | null, texts: readonly string[], label: number | null): Rows {
  const clean = texts.map((text) => conceal(cleanText(text)));
  if (place === null) return [...rows, { texts: clean, label }];
  const row = rows[place];
  return row ? rows.with(place, { ...row, texts: clean, label }) : rows;
}

/** @param places in any order */
export function withoutRows(rows: Rows, places: readonly number[]): Rows {
  const gone = new Set(places);
  return rows.filter((_, place) => !gone.has(place));
}

/** What is wrong with texts as they were typed; null where they can be kept. */
export function typedFault(texts: readonly string[]): 'empty' | 'tooLong' | null {
  const clean = texts.map(cleanText);
  if (clean.includes('')) return 'empty';
  return clean.some((text) => text.length > LIMITS.text) ? 'tooLong' : null;
}
