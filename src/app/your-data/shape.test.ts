import { expect, test } from 'vitest';
import { findTask, manifestTask } from '../../tasks/index.ts';
import { type Shape, canTrain, fitsSamples, misfit, shapeOf } from './shape.ts';

const labels = [
  { name: 'negative', word: ' terrible' },
  { name: 'positive', word: ' great' },
];
const shape = (template: string): Shape => shapeOf({ template, labels, maxTokens: 32 });
const stored = {
  id: 1,
  name: 'Mine',
  source: 'file',
  counts: [1, 1],
  bytes: 9,
  createdAt: 0,
  unlabelled: 0,
  revision: 0,
};
const set = (fields: readonly string[], names = ['negative', 'positive']) => ({ ...stored, fields, labels: names });

test('a data set fits a task of as many texts: one of any name, several of the same names in order', () => {
  const [one, two] = [shape('{sentence} It was<mask>.'), shape('{a|drop-last}?<mask>, {b}')];
  expect(misfit(set(['text']), one)).toBeNull();
  expect(misfit(set(['a', 'b']), two)).toBeNull();
  for (const fields of [['b', 'a'], ['a'], ['a', 'b', 'c'], ['a', 'text']]) {
    expect(misfit(set(fields), two)).toBe('texts');
  }
  expect(misfit(set(['a', 'b']), one)).toBe('texts');
});

test('a data set of other classes, or in another order, does not fit', () => {
  for (const names of [['positive', 'negative'], ['negative'], ['negative', 'positive', 'neutral']]) {
    expect(misfit(set(['text'], names), shape('{text}<mask>'))).toBe('labels');
  }
});

test('samples are offered where an example is one text', () => {
  expect(fitsSamples(shape('{text}<mask>'))).toBe(true);
  expect(fitsSamples(shape('{a}{b}<mask>'))).toBe(false);
});

test('a data set trains where not all of it waits for a label or is held out', () => {
  const one = set(['text']);
  expect(canTrain(one)).toBe(true);
  expect(canTrain({ ...one, heldOut: [1, 0] })).toBe(true);
  expect(canTrain({ ...one, heldOut: [1, 1] })).toBe(false);
  expect(canTrain({ ...one, counts: [0, 0], unlabelled: 9 })).toBe(false);
});

test("a known task's labels are read as its files write them: RTE has 0 for entailment", () => {
  const rte = findTask('rte');
  expect(shapeOf(manifestTask(rte)).spellings).toBe(rte.spellings);
  expect(shape('{text}<mask>').spellings).toBeNull();
});
