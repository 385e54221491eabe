import { expect, test } from 'vitest';
import { failedTests, outcomeOfTests } from './outcome.ts';
import { readTests } from './report.ts';

const passing = { fullName: 'adds', status: 'passed', failureMessages: [] };
const failing = {
  fullName: 'numbers > promise 3: subtracts',
  status: 'failed',
  failureMessages: ['\u001B[31mAssertionError: expected 1 to be 2\u001B[39m\n    at here.ts:3', 'another'],
};

function report(...files: { name: string; status: string; message: string; assertionResults: object[] }[]) {
  return { numPassedTests: 1, numFailedTests: 1, numPendingTests: 0, numTodoTests: 0, testResults: files };
}

test('a report gives its counts, and of each failed test the full name and the first line of its message', () => {
  const file = { name: '/here/numbers.test.ts', status: 'failed', message: '', assertionResults: [passing, failing] };
  expect(readTests(report(file))).toEqual({
    passed: 1,
    failed: 1,
    skipped: 0,
    failures: [{ test: 'numbers > promise 3: subtracts', message: 'AssertionError: expected 1 to be 2' }],
  });
});

test('a skipped test, which counts as failed, is named too', () => {
  const skipped = { fullName: 'later', status: 'skipped', failureMessages: [] };
  const file = { name: '/here/numbers.test.ts', status: 'passed', message: '', assertionResults: [passing, skipped] };
  expect(readTests(report(file))?.failures).toEqual([{ test: 'later', message: 'skipped' }]);
});

test('a file that could not be loaded is named itself', () => {
  const file = {
    name: '/here/broken.test.ts',
    status: 'failed',
    message: 'SyntaxError: x\n at y',
    assertionResults: [],
  };
  expect(readTests(report(file))?.failures).toEqual([{ test: '/here/broken.test.ts', message: 'SyntaxError: x' }]);
});

test('what is no report is none', () => {
  expect(readTests({ numPassedTests: 1 })).toBeNull();
});

test('failed tests of all suites are listed with their suite; nothing is said where none failed', () => {
  const failures = [{ test: 'a > b', message: 'Error: c' }];
  const unit = outcomeOfTests('unit', { passed: 1, failed: 1, skipped: 0, failures }, 1, 1);
  const e2e = outcomeOfTests('e2e', { passed: 1, failed: 0, skipped: 0, failures: [] }, 0, 1);
  expect(failedTests([unit, e2e])).toBe('Failed:\n  unit: a > b\n    Error: c');
  expect(failedTests([e2e])).toBeNull();
});
