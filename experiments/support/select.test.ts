import { expect, test } from 'vitest';
import { choose } from './select.ts';
import { look, run } from './testing.ts';

const runs = (...accuracies: number[]) => accuracies.map((accuracy) => run([look({ accuracy })]));
const selection = { words: '', seeds: 2, score: (looks: readonly { accuracy: number }[]) => looks.at(-1)!.accuracy };

test('the rate with the highest mean score is chosen, of equal ones the smallest', () => {
  const trials = [
    { rate: 3e-4, runs: runs(0.7, 0.9) },
    { rate: 1e-4, runs: runs(0.8, 0.8) },
    { rate: 3e-5, runs: runs(0.5, 0.9) },
  ];
  const { rate, trials: scored } = choose(trials, selection);
  expect(rate).toBe(1e-4);
  expect(scored.map(({ score }) => score)).toEqual([expect.closeTo(0.8), expect.closeTo(0.8), expect.closeTo(0.7)]);
});

test('a rate with a failed run is not chosen, and without any there is none', () => {
  const failed = { rate: 1e-3, runs: runs(0.99) };
  expect(choose([failed, { rate: 1e-4, runs: runs(0.6, 0.6) }], selection).rate).toBe(1e-4);
  expect(choose([failed], selection)).toEqual({ rate: null, trials: [{ rate: 1e-3, score: null }] });
});
