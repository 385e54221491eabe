import { expect, test } from 'vitest';
import type { RoundRow } from '../../simulator/index.ts';
import { type Run, commandLine, spreadOf, summaryOf, summaryTable } from './record.ts';

const cost = {
  forwards: 1,
  flops: 2e12,
  bytesUp: 3000,
  bytesDown: 4000,
  scalarBytesUp: 5,
  scalarBytesDown: 6,
  seconds: 7,
};

function row(round: number, accuracy: number | null): RoundRow {
  const total = { ...cost, forwards: 10 * round };
  const looked = { accuracy, heldOutLoss: accuracy === null ? null : 1 - accuracy };
  return { round, loss: 0.5, ...looked, participants: [0], fingerprint: null, ...cost, total };
}

function run(seed: number, rows: readonly RoundRow[], finished = true): Run {
  return { seed, finished, training: 10, heldOut: 10, clients: [[5, 5]], majority: 0.5, rows };
}

test('a record says what was run, without what an address says beside its path', () => {
  const address = 'https://me:word@host.example/data/train.csv?token=secret#part';
  for (const data of [['--data', address], [`--data=${address}`]]) {
    expect(commandLine(['--task', 'sst2', ...data, '--p2', '4'])).toMatch(
      /^npm run simulate -- --task sst2 --data[ =]https:\/\/host\.example\/data\/train\.csv --p2 4$/,
    );
  }
  expect(commandLine(['--template', '{a} or {b}? It was<mask>.'])).toBe(
    'npm run simulate -- --template {a} or {b}? It was<mask>.',
  );
});

test('a spread has the deviation of a sample, and none of one value', () => {
  expect(spreadOf([1, 2, 3])).toEqual({ mean: 2, deviation: 1, least: 1, most: 3 });
  expect(spreadOf([4])).toEqual({ mean: 4, deviation: null, least: 4, most: 4 });
});

test('a summary is of the last row that was looked at, over the runs', () => {
  const runs = [
    run(13, [row(0, 0.5), row(1, 0.9), row(2, 0.7), row(3, null)]),
    run(21, [row(0, 0.5), row(1, 0.6), row(2, 0.8)], false),
  ];
  const summary = summaryOf(runs)!;
  expect(summary.baseAccuracy.mean).toBe(0.5);
  expect(summary.accuracy.mean).toBeCloseTo(0.75, 9);
  expect(summary.bestAccuracy).toMatchObject({ least: 0.8, most: 0.9 });
  expect(summary.forwards.mean).toBe(20);
  const table = summaryTable(runs);
  expect(table).toMatch(/seed 13 +2 +70\.0 % +0\.300 +20 +2\.000 +3\.0 +4\.0 +7/);
  expect(table).toContain('seed 21 (ended early)');
  expect(table).toMatch(/mean +2 +75\.0 %/);
});

test('runs that saw nothing have no summary', () => {
  expect(summaryOf([run(13, [])])).toBeNull();
  expect(summaryTable([run(13, [])])).toContain('Nothing was looked at');
});
