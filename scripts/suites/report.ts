import { stripVTControlCharacters } from 'node:util';
import * as v from 'valibot';
import type { FailedTest, Tests } from './outcome.ts';

/** The part of vitest's JSON report that counts. */
const reportSchema = v.object({
  numPassedTests: v.number(),
  numFailedTests: v.number(),
  numPendingTests: v.number(),
  numTodoTests: v.number(),
  testResults: v.array(
    v.object({
      name: v.string(),
      status: v.string(),
      message: v.optional(v.string(), ''),
      assertionResults: v.array(
        v.object({
          fullName: v.string(),
          status: v.string(),
          failureMessages: v.nullish(v.array(v.string()), []),
        }),
      ),
    }),
  ),
});

/** What a report says of its tests; null where it is not vitest's. */
export function readTests(json: unknown): Tests | null {
  const report = v.safeParse(reportSchema, json);
  if (!report.success) return null;
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = report.output;
  const failures = testResults.flatMap(({ name, status, message, assertionResults }): FailedTest[] => {
    const failed = assertionResults.filter((test) => test.status !== 'passed');
    // A file that could not be loaded has no test to show for it.
    if (status === 'failed' && failed.length === 0) return [{ test: name, message: firstLine(message) }];
    // One that was skipped has no message: its own wish, or a hook that failed.
    return failed.map((test) => ({
      test: test.fullName,
      message: firstLine(test.failureMessages?.[0] ?? '') || test.status,
    }));
  });
  return {
    passed: numPassedTests,
    failed: numFailedTests,
    skipped: numPendingTests + numTodoTests,
    failures,
  };
}

function firstLine(message: string): string {
  return stripVTControlCharacters(message).trim().split('\n')[0] ?? '';
}
