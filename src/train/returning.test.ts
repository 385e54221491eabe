import { expect, test } from 'vitest';
import { threefry2x32 } from '../random/index.ts';
import { Returning } from './returning.ts';

const CLIENTS = 5000;

/** Attempts to connect in each second after a relay's end, and when the last client is back. */
function returnTo(downFor: number, connected: number, within = 0): { perSecond: number[]; last: number } {
  const perSecond: number[] = [];
  let last = 0;
  for (let client = 0; client < CLIENTS; client++) {
    let draws = 0;
    const returning = new Returning(() => threefry2x32([7, client], draws++, 0)[0] / 2 ** 32);
    returning.welcomed();
    returning.crowd(connected);
    returning.asked(within);
    let time = 0;
    do {
      time += returning.next().retryIn / 1000;
      const second = Math.floor(time);
      perSecond[second] = (perSecond[second] ?? 0) + 1;
    } while (time < downFor);
    last = Math.max(last, time);
  }
  return { perSecond: Array.from(perSecond, (count) => count ?? 0), last };
}

test.each([0, 10, 40])(
  '5,000 clients that come back to a relay that is away for %i s: at most 450 a second, all within 90 s',
  (downFor) => {
    const { perSecond, last } = returnTo(downFor, CLIENTS);
    expect(Math.max(...perSecond)).toBeLessThan(450);
    expect(last).toBeLessThan(90);
    // The figure means something: who knows nothing of the crowd comes with it.
    expect(Math.max(...returnTo(downFor, 1).perSecond)).toBeGreaterThan(700);
  },
);

test('clients spread over the time that a goodbye names', () => {
  const { perSecond, last } = returnTo(0, 1, 50_000);
  expect(Math.max(...perSecond)).toBeLessThan(150);
  expect(last).toBeGreaterThan(45);
  expect(last).toBeLessThan(50);
});

test('a client that is nearly alone is back within half a second, and asks ever more seldom while nobody answers', () => {
  const returning = new Returning(() => 0.999);
  returning.crowd(2);
  const waits = Array.from({ length: 9 }, () => returning.next());
  expect(waits.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(waits.map(({ retryIn }) => Math.ceil(retryIn))).toEqual([
    500, 1000, 1999, 3998, 7996, 15_992, 29_985, 29_985, 29_985,
  ]);
  returning.welcomed();
  expect(returning.next()).toMatchObject({ attempt: 1 });
});
