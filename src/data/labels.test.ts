import { describe, expect, test } from 'vitest';
import { guessColumns, guessMapping, labelValues, parseTable } from './index.ts';

const SENTIMENT = [
  { name: 'negative', word: ' terrible' },
  { name: 'positive', word: ' great' },
];
const TOPICS = [
  { name: 'World', word: ' world' },
  { name: 'Sports', word: ' sports' },
  { name: 'Business', word: ' business' },
];

/** Labels and the classes guessed for them; null where a label stays unmapped. */
const guesses = (values: string[], classes = SENTIMENT) => {
  const mapping = guessMapping(values, classes);
  return values.map((value) => mapping.get(value) ?? null);
};

describe('label mapping', () => {
  test.each([
    [
      ['0', '1'],
      [0, 1],
    ],
    [['1'], [1]],
    [
      ['neg', 'POS'],
      [0, 1],
    ],
    [
      ['Negative', 'positive', 'neutral'],
      [0, 1, null],
    ],
    [
      ['terrible', ' great'],
      [0, 1],
    ],
    [
      ['false', 'True'],
      [0, 1],
    ],
    [
      ['no', 'yes'],
      [0, 1],
    ],
    [
      ['-1', '0', '1'],
      [0, null, 1],
    ],
    [
      ['1', '2'],
      [0, 1],
    ],
    [
      ['0', '2', '4'],
      [0, null, 1],
    ],
    [
      ['0', '1', '2'],
      [0, null, 1],
    ],
    [
      ['1', '2', '3', '4', '5'],
      [0, 0, null, 1, 1],
    ],
    [
      ['1 star', '3 stars', '5 stars'],
      [0, null, 1],
    ],
    [
      ['★☆☆☆☆', '★★★★★', '4.5'],
      [0, 1, 1],
    ],
    [
      ['2/5', '4/5'],
      [0, 1],
    ],
    [
      ['1', '4', '5', '6', '7', '10'],
      [0, 0, null, null, 1, 1],
    ],
    [
      ['12', '99'],
      [null, null],
    ],
    [
      ['banana', '__proto__'],
      [null, null],
    ],
  ])('%j are the classes %j', (values, expected) => {
    expect(guesses(values)).toEqual(expected);
  });

  test('the order of opposite classes does not matter', () => {
    expect(guesses(['0', '1', 'bad'], SENTIMENT.toReversed())).toEqual([1, 0, 1]);
    expect(guesses(['1', '5'], SENTIMENT.toReversed())).toEqual([1, 0]);
  });

  test('classes that are no opposites are named, or counted from 0 or 1', () => {
    expect(guesses(['sports', 'WORLD', 'x'], TOPICS)).toEqual([1, 0, null]);
    expect(guesses(['0', '1', '2', '3'], TOPICS)).toEqual([0, 1, 2, null]);
    expect(guesses(['1', '2', '3'], TOPICS)).toEqual([0, 1, 2]);
    expect(guesses(['positive'], TOPICS)).toEqual([null]);
  });

  test('label values are counted, the commonest first, empty ones left out', () => {
    const table = parseTable('text,label\na,x\nb, y \nc,y\nd,');
    expect(labelValues(table, 1)).toEqual([
      { value: 'y', count: 2 },
      { value: 'x', count: 1 },
    ]);
  });
});

describe('columns', () => {
  test.each([
    ['sentence\tlabel\nfine\t1', { text: 0, label: 1 }],
    ['idx,rating,review_text\n1,5,very good', { text: 2, label: 1 }],
    ['It was a long day\t1\nIt was short\t0', { text: 0, label: 1 }],
    ['id,what,how\n1,something long here,neg\n2,something else,pos', { text: 1, label: 2 }],
    ['{"passage":"long words here","answer":true}', { text: 0, label: 1 }],
    ['only words here\nand here', { text: 0, label: null }],
  ])('%j', (source, expected) => {
    expect(guessColumns(parseTable(source))).toEqual(expected);
  });
});
