/** Opposites that label a sentence in the data sets in use: the negative, then the positive. Lower case. */
const OPPOSITES: readonly (readonly [negative: string, positive: string])[] = [
  ['negative', 'positive'],
  ['neg', 'pos'],
  ['terrible', 'great'],
  ['bad', 'good'],
  ['awful', 'excellent'],
  ['worst', 'best'],
  ['no', 'yes'],
  ['n', 'y'],
  ['false', 'true'],
  ['f', 't'],
  ['-', '+'],
  ['dislike', 'like'],
  ['unhappy', 'happy'],
  ['thumbs down', 'thumbs up'],
  ['👎', '👍'],
  ['disagree', 'agree'],
  ['not entailment', 'entailment'],
];

const NEGATIVE = new Set(OPPOSITES.map(([negative]) => negative));
const POSITIVE = new Set(OPPOSITES.map(([, positive]) => positive));
const NEUTRAL = new Set(['neutral', 'mixed', 'none', 'unknown']);

/** Labels are compared without case, outer blanks, and the difference between blank, hyphen and underscore. */
export function spelling(value: string): string {
  const plain = value.trim().toLowerCase();
  return plain.length > 1 ? plain.replace(/[\s_-]+/g, ' ').trim() : plain;
}

/** -1 negative, 1 positive, 0 neither. */
export function polarity(value: string): -1 | 0 | 1 {
  const plain = spelling(value);
  return NEGATIVE.has(plain) ? -1 : POSITIVE.has(plain) ? 1 : 0;
}

/** Whether a cell reads like a label and not like a column's name. */
export function isLabelSpelling(value: string): boolean {
  return polarity(value) !== 0 || NEUTRAL.has(spelling(value)) || rating(value) !== null;
}

/** The number in `4`, `-1`, `4.5`, `4 stars`, `4/5`, `★★★★☆`; null where there is none. */
export function rating(value: string): number | null {
  const plain = value.trim();
  const stars = /^(★+)☆*$/.exec(plain)?.[1];
  if (stars !== undefined) return stars.length;
  const digits = /^([+-]?\d{1,4}(?:[.,]\d{1,4})?)\s*(?:stars?|\/\s*\d{1,2})?$/i.exec(plain)?.[1];
  return digits === undefined ? null : Number(digits.replace(',', '.'));
}
