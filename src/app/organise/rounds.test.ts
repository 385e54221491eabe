import { expect, test } from 'vitest';
import { MAX_ROLLBACK_BYTES, type Overview, type RoundView } from '../../protocol/index.ts';
import { barsOf, dropOuts, lastRound, pauseAfter, reachOf, withAnswer } from './rounds.ts';

function round(number: number, changes: Partial<RoundView> = {}): RoundView {
  return {
    ...{ number, openedAt: number * 1000, closedAt: number * 1000 + 500, asked: 4, contributed: 3 },
    ...{ late: 0, refused: 0, extended: false, bytes: 100, ...changes },
  };
}

function answer(sequence: number, rounds: readonly RoundView[]): Overview {
  return {
    ...{ at: 1, since: 0, state: 'running', cause: 'none', words: '', sequence, fingerprint: null },
    counts: { away: 0, connected: 0, ready: 0, asked: 0, contributed: 0 },
    ...{ participants: [], rounds, evaluations: [], traffic: { up: 0, down: 0 }, alerts: [], round: null },
  };
}

test('answers add up by round number, and are asked for from the last on', () => {
  const first = withAnswer(null, answer(2, [round(1), round(2)]));
  expect(lastRound(null)).toBe(0);
  expect(lastRound(first)).toBe(2);
  const second = withAnswer(first, answer(3, [round(2, { contributed: 4 }), round(3)]));
  expect(second.rounds.map(({ number, contributed }) => [number, contributed])).toEqual([
    [1, 3],
    [2, 4],
    [3, 3],
  ]);
  expect(second.overview.sequence).toBe(3);
});

test('a federation that began anew forgets what was known of the old one', () => {
  const old = withAnswer(null, answer(9, [round(8), round(9)]));
  const anew = withAnswer(old, answer(1, []));
  expect(lastRound(anew)).toBe(0);
});

test('a long watch keeps the newest 2,000 rounds', () => {
  const many = Array.from({ length: 2100 }, (_, i) => round(i + 1));
  const { rounds } = withAnswer(withAnswer(null, answer(2000, many.slice(0, 2000))), answer(2100, many.slice(2000)));
  expect([rounds.length, rounds[0]?.number, rounds.at(-1)?.number]).toEqual([2000, 101, 2100]);
});

test('who was asked and did not answer in time is a drop-out; more answers than asked are none', () => {
  expect(dropOuts(round(1))).toBe(1);
  expect(dropOuts(round(1, { contributed: 5 }))).toBe(0);
});

test('a relay that does not answer is asked less and less often, once a minute at least', () => {
  expect([0, 1, 2, 3, 4, 30].map(pauseAfter)).toEqual([4000, 8000, 16_000, 32_000, 60_000, 60_000]);
});

test('a rollback reaches to the base model where all entries fit into it', () => {
  const { earliest, bytes } = reachOf([round(1), round(2), round(3)], 3, 300);
  expect(earliest).toBe(0);
  expect([...bytes]).toEqual([
    [2, 110],
    [1, 214],
    [0, 318],
  ]);
});

test('it reaches only so far as its entries fit into 4 MiB', () => {
  const large = MAX_ROLLBACK_BYTES / 2 - 100;
  const rounds = [1, 2, 3, 4].map((number) => round(number, { bytes: large }));
  expect(reachOf(rounds, 4, 4 * large).earliest).toBe(2);
});

test('an earlier rollback counts with what no round explains', () => {
  // Entry 3 took back 1 and 2 of two MiB and a half each.
  const half = 1_500_000;
  const rounds = [round(1, { bytes: half }), round(2, { bytes: half }), round(4, { bytes: 100 })];
  expect(reachOf(rounds, 4, 4 * half + 100).earliest).toBe(2);
  expect(reachOf(rounds, 4, 2 * half + 200).earliest).toBe(0);
});

test('it reaches no further than the rounds that are known, and nowhere at the base model', () => {
  expect(reachOf([round(7), round(8)], 8, 5000).earliest).toBe(6);
  expect(reachOf([], 0, 0).earliest).toBe(0);
  expect(reachOf([], 5, 900).earliest).toBe(5);
});

test('bars lie on one line of time, filled as far as devices answered', () => {
  const bars = barsOf([round(1), round(2, { asked: 2, contributed: 2 }), round(3, { asked: 0, contributed: 0 })], 5000);
  expect(bars.map(({ from, to, filled }) => [from, to, filled])).toEqual([
    [0, 0.125, 0.75],
    [0.25, 0.375, 1],
    [0.5, 0.625, 0],
  ]);
  expect(barsOf([], 5)).toEqual([]);
});
