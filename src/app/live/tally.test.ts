import { expect, test } from 'vitest';
import { NO_TALLY, countOf, tallied } from './tally.ts';

const round = (sequence: number, included = true) => ({ sequence, included, takenBack: null });
const rollback = (sequence: number, from: number) => ({ sequence, included: false, takenBack: { from } });

function after(...entries: readonly (ReturnType<typeof round> | ReturnType<typeof rollback>)[]): number {
  return countOf(entries.reduce(tallied, NO_TALLY));
}

test('counts the rounds that this device is part of, each once', () => {
  expect(after(round(1), round(2, false), round(3))).toBe(2);
  expect(after(round(1), round(2), round(1), round(2), round(3))).toBe(3);
});

test('[L7] rounds that were taken back do not count, and what follows does', () => {
  expect(after(round(1), round(2), round(3), rollback(4, 3))).toBe(2);
  expect(after(round(1), round(2), round(3), rollback(4, 1))).toBe(0);
  expect(after(round(1), round(2, false), round(3), rollback(4, 2), round(5))).toBe(2);
});

test('[L7] a rollback that is taken back gives the rounds back', () => {
  expect(after(round(1), round(2), rollback(3, 2), round(4), rollback(5, 3))).toBe(2);
  expect(after(round(1), round(2), rollback(3, 1), rollback(4, 2))).toBe(1);
});
