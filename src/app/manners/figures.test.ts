import { describe, expect, test } from 'vitest';
import { awayBetween, hourly, roundTime } from './figures.ts';

describe('a round at an intensity', () => {
  const round = { localSteps: 10, deadline: 30 };

  test('fits where steps and rests end before its deadline', () => {
    expect(roundTime(round, 2, 1)).toEqual({ needs: 20, deadline: 30, fits: true, fitting: 0.75 });
    expect(roundTime(round, 2, 0.5)).toEqual({ needs: 38, deadline: 30, fits: false, fitting: 0.75 });
  });

  test('may fit at no intensity, and is not judged before a step was measured', () => {
    expect(roundTime(round, 4, 1)).toMatchObject({ fits: false, fitting: null });
    expect(roundTime(round, 0, 1)).toBeNull();
  });
});

describe('time in the background', () => {
  const left = { time: 0, steps: 100, rounds: 10, stepSeconds: 0.2 };

  test('is told with what was done in it, and how much slower', () => {
    const returned = { time: 60_000, steps: 130, rounds: 13, stepSeconds: 0.5 };
    expect(awayBetween(left, returned, false)).toEqual({
      ...{ milliseconds: 60_000, paused: false, steps: 30, rounds: 3, slower: 2.5 },
    });
  });

  test('that was short is not worth a word, nor a step that took as long as before', () => {
    expect(awayBetween(left, { ...left, time: 9_999 }, false)).toBeNull();
    expect(awayBetween(left, { ...left, time: 20_000, steps: 110, stepSeconds: 0.25 }, true)).toMatchObject({
      ...{ paused: true, steps: 10, slower: null },
    });
  });
});

test('bytes of an hour, once half a minute was seen', () => {
  expect(hourly(1000, 29_999)).toBeNull();
  expect(hourly(1000, 60_000)).toBe(60_000);
});
