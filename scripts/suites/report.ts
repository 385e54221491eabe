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
    const failed = assertionResults.filter((test) => test.status === 'failed');
    // A file that could not be loaded, or a hook of its own that failed, has no test to show for it.
    if (status === 'failed' && failed.length === 0) return [{ test: name, message: firstLine(message) }];
    return failed.map(({ fullName, failureMessages }) => ({
      test: fullName,
      message: firstLine(failureMessages?.[0] ?? ''),
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
