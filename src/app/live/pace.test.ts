import { expect, test } from 'vitest';
import { Pace } from './pace.ts';

/** Steps one after another from `from` to `to`, in seconds, each taking `seconds`. */
function run(pace: Pace, from: number, to: number, seconds: number): void {
  for (let time = from; time < to; time += seconds) pace.take({ time: time * 1000, seconds, tokens: 100 });
}

test('steps and tokens a second are those of the last minute', () => {
  const pace = new Pace();
  expect(pace.figures()).toEqual({ stepSeconds: 0, stepsPerSecond: 0, tokensPerSecond: 0, drift: null });
  run(pace, 0, 200, 0.5);
  run(pace, 200, 300, 0.25);
  const { stepSeconds, stepsPerSecond, tokensPerSecond } = pace.figures();
  expect(stepSeconds).toBe(0.25);
  expect(stepsPerSecond).toBeCloseTo(4, 10);
  expect(tokensPerSecond).toBeCloseTo(400, 8);
});

test('a device that becomes slower is told from one that does not, once the start is over', () => {
  const pace = new Pace();
  run(pace, 0, 150, 0.5);
  expect(pace.figures().drift).toBeNull();
  run(pace, 150, 240, 0.5);
  expect(pace.figures().drift).toBe(0);
  run(pace, 240, 310, 0.6);
  expect(pace.figures().drift).toBeCloseTo(0.2, 10);
});

test('the first steps, in which programs warm up, are not what later ones are held against', () => {
  const pace = new Pace();
  for (const time of [0, 5, 10]) pace.take({ time: time * 1000, seconds: 5, tokens: 1 });
  run(pace, 10, 240, 0.5);
  expect(pace.figures().drift).toBe(0);
});

test('nothing is said of a change from too few steps', () => {
  const pace = new Pace();
  run(pace, 0, 400, 30);
  expect(pace.figures().drift).toBeNull();
});

test('a pause does not count: a minute goes back from the last step', () => {
  const pace = new Pace();
  run(pace, 0, 120, 0.5);
  run(pace, 5000, 5010, 1);
  expect(pace.figures().stepSeconds).toBe(1);
  expect(pace.figures().drift).toBeCloseTo(1, 10);
});
