import { expect, test } from 'vitest';
import { closingLine, isComplete, outcomeOfTests, table } from './outcome.ts';

const tests = (passed: number, failed: number, skipped = 0) => ({ passed, failed, skipped, failures: [] });

test('a suite whose tests all pass is complete', () => {
  const outcome = outcomeOfTests('unit', tests(3, 0), 0, 1);
  expect(outcome).toMatchObject({ passed: 3, failed: 0, reason: null });
  expect(isComplete(outcome)).toBe(true);
});

test('failed tests are counted once, and explain the exit code', () => {
  expect(outcomeOfTests('unit', tests(3, 2), 1, 1)).toMatchObject({ passed: 3, failed: 2, reason: null });
});

test('a skipped test counts as failed', () => {
  const outcome = outcomeOfTests('unit', tests(3, 0, 1), 0, 1);
  expect(outcome).toMatchObject({ passed: 3, failed: 1 });
  expect(isComplete(outcome)).toBe(false);
});

test.each([
  ['no test', tests(0, 0), 0],
  ['no report', null, 0],
  ['an exit code without a failed test, such as an unhandled rejection', tests(3, 0), 1],
  ['its limit passed', tests(3, 0), 'ended after its limit of 1 s'],
])('a suite fails as a whole by: %s', (_, report, ending) => {
  const outcome = outcomeOfTests('unit', report, ending, 1);
  expect(outcome.failed).toBe(1);
  expect(outcome.reason).not.toBeNull();
  expect(isComplete(outcome)).toBe(false);
});

test('the closing line sums over all suites, and the table names each', () => {
  const outcomes = [outcomeOfTests('unit', tests(3, 1), 1, 2), outcomeOfTests('e2e', tests(4, 0), 0, 30)];
  expect(closingLine(outcomes)).toBe('7 passed, 1 failed');
  expect(table(outcomes).split('\n')).toHaveLength(3);
});
