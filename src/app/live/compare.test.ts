import { expect, test } from 'vitest';
import { compareAnswers } from './compare.ts';

const names = ['negative', 'positive'];
const answer = { base: [0.4, 0.6], current: [0.25, 0.75], sequence: 3, truncated: false };

test('an answer that stays is told with the change of its confidence in percentage points', () => {
  expect(compareAnswers(answer, names)).toBe(
    'The answer stays “positive”. Confidence in it: +15.0 points, from 60.0 % to 75.0 %.',
  );
});

test('an answer that changes is told with what the new one had before', () => {
  expect(compareAnswers({ ...answer, current: [0.7, 0.3] }, names)).toBe(
    'The answer changes from “positive” to “negative”. Confidence in “negative”: +30.0 points, from 40.0 % to 70.0 %.',
  );
});

test('before the first round there is nothing to compare', () => {
  expect(compareAnswers({ ...answer, sequence: 0 }, names)).toMatch(/both are the base model/);
});
