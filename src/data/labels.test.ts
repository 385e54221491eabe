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
    ['sentence\tlabel\nfine\t1', { texts: [0], label: 1 }],
    ['idx,rating,review_text\n1,5,very good', { texts: [2], label: 1 }],
    ['It was a long day\t1\nIt was short\t0', { texts: [0], label: 1 }],
    ['id,what,how\n1,something long here,neg\n2,something else,pos', { texts: [1], label: 2 }],
    ['{"passage":"long words here","answer":true}', { texts: [0], label: 1 }],
    ['only words here\nand here', { texts: [0], label: null }],
  ])('%j', (source, expected) => {
    expect(guessColumns(parseTable(source), ['text'])).toEqual(expected);
  });

  test.each([
    ['idx,Hypothesis,PREMISE,label\n1,short,a long one,yes', ['premise', 'hypothesis'], { texts: [2, 1], label: 3 }],
    ['Sentence 1,sentence_2,word\na b,c d,a', ['sentence1', 'sentence2', 'word'], { texts: [0, 1, 2], label: null }],
    ['text,title,class\nlong words here,short,1', ['title'], { texts: [1], label: 2 }],
    ['category,body,y\na short one,something long,yes\nb,else,no', ['category', 'body'], { texts: [0, 1], label: 2 }],
    // Without names: the label by its values, then the longest in their order.
    ['yes\tId 1\tIt rains today.\tWet.\nno\tId 2\tIt is dry.\tAll wet.', ['a', 'b'], { texts: [2, 3], label: 0 }],
    [
      'play\tT\tWe play a game.\tA play ends.\nrun\tF\tThey run.\tA run of luck.',
      ['s1', 's2', 'w'],
      { texts: [0, 2, 3], label: 1 },
    ],
    ['premise,label\nonly one here,yes', ['premise', 'hypothesis'], { texts: [0, null], label: 1 }],
  ])('%j for %j', (source, fields, expected) => {
    expect(guessColumns(parseTable(source), fields)).toEqual(expected);
  });
});
