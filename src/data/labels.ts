import { polarity, rating, spelling } from './spellings.ts';
import type { Table } from './table.ts';

/** A class of the federation, as its manifest names it. */
export interface ClassName {
  readonly name: string;
  /** The label word, with its leading space. */
  readonly word: string;
}

/** Label as it is written in the file (trimmed) -> number of the class. What is missing is left out of training. */
export type LabelMapping = ReadonlyMap<string, number>;

export interface LabelValue {
  readonly value: string;
  readonly count: number;
}

/** The distinct labels of a column, trimmed, the commonest first. Empty cells are left out. */
export function labelValues(table: Table, column: number): LabelValue[] {
  const counts = new Map<string, number>();
  for (const { cells } of table.rows) {
    const value = (cells[column] ?? '').trim();
    if (value !== '') counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count);
}

/**
 * Guesses the class of each label, by the first rule that answers:
 *
 * 1. the label is a class's name or label word;
 * 2. the classes are opposites and so is the label: neg/pos, no/yes, false/true, terrible/great, ...;
 * 3. the classes are opposites and every label is a number on one scale (0-1, -1-1, 1-2, 0-2, 0-4, 1-5 stars, 1-10):
 *    the lower two fifths of the scale are the negative class, the upper two fifths the positive one,
 *    and the middle stays unmapped, such as 3 of 5 stars;
 * 4. otherwise, numbers 0 ... N - 1, or 1 ... N where all of them occur, are the classes in order.
 */
export function guessMapping(values: readonly string[], classes: readonly ClassName[]): LabelMapping {
  const mapping = new Map<string, number>();
  const poles = findPoles(classes);
  const byNumber = poles ? scaleRule(values, poles) : countingRule(values, classes.length);
  for (const value of values) {
    const named = classes.findIndex((c) => [c.name, c.word].some((name) => spelling(name) === spelling(value)));
    const sign = polarity(value);
    const found = named >= 0 ? named : poles && sign !== 0 ? poles[sign < 0 ? 0 : 1] : byNumber(value);
    if (found !== null) mapping.set(value, found);
  }
  return mapping;
}

/** The numbers of the negative and of the positive class, where the classes are two opposites. */
function findPoles(classes: readonly ClassName[]): readonly [negative: number, positive: number] | null {
  if (classes.length !== 2) return null;
  const signs = classes.map(({ name, word }) => polarity(name) || polarity(word));
  if (signs[0] === -1 && signs[1] === 1) return [0, 1];
  return signs[0] === 1 && signs[1] === -1 ? [1, 0] : null;
}

/** Scales in the order in which they are tried; some only where their lowest number occurs. */
const SCALES: readonly (readonly [low: number, high: number, needsLow: boolean])[] = [
  [0, 1, false],
  [-1, 1, true],
  [1, 2, true],
  [0, 2, true],
  [0, 4, true],
  [1, 5, false],
  [1, 10, false],
];

function scaleRule(values: readonly string[], [negative, positive]: readonly [number, number]) {
  const numbers = values.map(rating).filter((number) => number !== null);
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  const scale = SCALES.find(([from, to, needsLow]) => (needsLow ? low === from : low >= from) && high <= to);
  return (value: string): number | null => {
    const number = rating(value);
    if (number === null || !scale) return null;
    const place = (number - scale[0]) / (scale[1] - scale[0]);
    return place <= 0.4 ? negative : place >= 0.6 ? positive : null;
  };
}

function countingRule(values: readonly string[], classes: number) {
  const numbers = new Set(values.map(rating));
  const first = !numbers.has(0) && numbers.has(classes) ? 1 : 0;
  return (value: string): number | null => {
    const number = rating(value);
    return number !== null && Number.isInteger(number) && number >= first && number < first + classes
      ? number - first
      : null;
  };
}
