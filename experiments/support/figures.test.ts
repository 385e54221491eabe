import { expect, test } from 'vitest';
import { after, areaUnder, atEnd, curve, late, passesOf, passesTo } from './figures.ts';
import { look, run } from './testing.ts';

const looks = (...accuracies: number[]) => accuracies.map((accuracy, i) => look({ accuracy, forwards: 100 * i }));

test('a target is reached at the first of two looks in a row that are at or above it', () => {
  expect(passesTo(looks(0.5, 0.71, 0.69, 0.7, 0.72), 0.7)).toBe(300);
  expect(passesTo(looks(0.7, 0.7), 0.7)).toBe(0);
});

test('one look above a target does not reach it, the last one least of all', () => {
  expect(passesTo(looks(0.5, 0.9, 0.6), 0.7)).toBeNull();
  expect(passesTo(looks(0.5, 0.6, 0.9), 0.7)).toBeNull();
  expect(passesTo([], 0.7)).toBeNull();
});

test('passes over seeds have a mean and a spread where all reached the target', () => {
  const found = passesOf([run(looks(0.5, 0.8, 0.8)), run(looks(0.5, 0.6, 0.8, 0.8))], 0.7);
  expect(found.each).toEqual([100, 200]);
  expect(found.spread).toMatchObject({ mean: 150, least: 100, most: 200 });
});

test('a seed that did not reach the target leaves a bound in place of a mean', () => {
  const found = passesOf([run(looks(0.5, 0.8, 0.8, 0.8)), run(looks(0.5, 0.6, 0.6, 0.8))], 0.7);
  expect(found).toEqual({ each: [100, null], within: 300, spread: null, atLeast: 200 });
});

test('a curve is the mean of the runs, look by look, with least and most', () => {
  const runs = [run(looks(0.5, 0.7)), run(looks(0.6, 0.9, 0.9))];
  const points = curve(
    runs,
    ({ forwards }) => forwards,
    ({ accuracy }) => accuracy,
  );
  expect(points).toEqual([
    { x: 0, mean: expect.closeTo(0.55), least: 0.5, most: 0.6 },
    { x: 100, mean: expect.closeTo(0.8), least: 0.7, most: 0.9 },
  ]);
  expect(
    curve(
      [],
      () => 0,
      () => 0,
    ),
  ).toEqual([]);
});

test('the mean over forward passes counts what arrives early for longer', () => {
  const accuracy = ({ accuracy: one }: { accuracy: number }) => one;
  expect(areaUnder(looks(0.5, 0.9, 0.9), accuracy)).toBeCloseTo(0.8);
  expect(areaUnder(looks(0.5, 0.5, 0.9), accuracy)).toBeCloseTo(0.6);
  expect(areaUnder(looks(0.5), accuracy)).toBe(0.5);
});

test('a figure between two looks is taken in proportion', () => {
  const accuracy = ({ accuracy: one }: { accuracy: number }) => one;
  const some = looks(0.5, 0.6, 0.9);
  expect([0, 50, 100, 150, 500].map((passes) => after(some, passes, accuracy))).toEqual(
    [0.5, 0.55, 0.6, 0.75, 0.9].map((value) => expect.closeTo(value)),
  );
});

test('the last quarter of the looks is one look at least', () => {
  const accuracy = ({ accuracy: one }: { accuracy: number }) => one;
  expect(late(looks(0.1, 0.2, 0.3), accuracy)).toBe(0.3);
  expect(late(looks(0, 0, 0, 0, 0, 0, 0.5, 0.7), accuracy)).toBeCloseTo(0.6);
  expect(atEnd([run(looks(0.1, 0.2)), run(looks(0.1, 0.4))], accuracy)).toMatchObject({ least: 0.2, most: 0.4 });
});
