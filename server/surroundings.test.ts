import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { realSurroundings } from './surroundings.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const DAY = 86_400_000;

test('a wait may be longer than a timer: a round of a month does not wake the relay every millisecond', () => {
  let runs = 0;
  realSurroundings.after(30 * DAY, () => runs++);
  const cancel = realSurroundings.after(60 * DAY, () => (runs += 100));
  vi.advanceTimersByTime(30 * DAY - 1);
  expect(runs).toBe(0);
  vi.advanceTimersByTime(1);
  expect(runs).toBe(1);
  cancel();
  vi.advanceTimersByTime(60 * DAY);
  expect(runs).toBe(1);
});
