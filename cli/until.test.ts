import { expect, test } from 'vitest';
import { millisecondsUntil } from './until.ts';

const NOON = new Date(2026, 10, 23, 12).getTime();
const HOUR = 3_600_000;

test('a time of day is the next one', () => {
  expect(millisecondsUntil('13:30', NOON)).toBe(1.5 * HOUR);
  expect(millisecondsUntil('9:00', NOON)).toBe(21 * HOUR);
  expect(millisecondsUntil('12:00', NOON)).toBe(24 * HOUR);
});

test.each(['', '24:00', '7', '12:60', 'noon', '-1:00', '12:00:00'])('"%s" is none', (text) => {
  expect(() => millisecondsUntil(text, NOON)).toThrow('time of day such as 22:30');
});
