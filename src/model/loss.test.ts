import { expect, it } from 'vitest';
import { accuracy, crossEntropy, predictions, probabilities } from './loss.ts';

const logits = Float32Array.of(1, 2, 3, 0, 0, 0);

it('is the mean cross entropy over the label words, to 1e-12', () => {
  const total = Math.log(Math.exp(1) + Math.exp(2) + Math.exp(3));
  expect(Math.abs(crossEntropy(logits, [0, 2]) - (total - 1 + Math.log(3)) / 2)).toBeLessThan(1e-12);
});

it('stays finite where exponentials would not', () => {
  expect(crossEntropy(Float32Array.of(2000, -2000), [1])).toBe(4000);
  expect(crossEntropy(Float32Array.of(-3e38, 3e38), [1])).toBe(0);
});

it('is not a number where a logit is not', () => {
  expect(crossEntropy(Float32Array.of(Number.NaN, 0), [1])).toBeNaN();
});

it('counts right predictions, for any number of classes', () => {
  expect(predictions(logits, 2)).toEqual([2, 0]);
  expect(accuracy(logits, [2, 1])).toBe(0.5);
});

it('gives probabilities that sum to 1', () => {
  const [first, second] = probabilities(logits, 2);
  expect(first!.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
  expect(second).toEqual([1 / 3, 1 / 3, 1 / 3].map((p) => expect.closeTo(p, 12)));
});

it('refuses logits that are not whole rows', () => {
  expect(() => crossEntropy(logits, [0, 1, 0, 1])).toThrow('not 4 rows');
  expect(() => predictions(logits, 0)).toThrow('not 0 rows');
});
