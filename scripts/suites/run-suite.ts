import { existsSync, readFileSync } from 'node:fs';
import * as v from 'valibot';
import { type Outcome, type Tests, outcomeOfTests } from './outcome.ts';
import { runLimited } from './run-limited.ts';
import { type Suite, reportOf } from './suites.ts';

/** The part of vitest's JSON report that counts. */
const Report = v.object({
  numPassedTests: v.number(),
  numFailedTests: v.number(),
  numPendingTests: v.number(),
  numTodoTests: v.number(),
});

/** Runs one suite, its output going to the terminal. Never throws for what the suite does. */
export async function runSuite(suite: Suite): Promise<Outcome> {
  console.log(`\n=== ${suite.name} ===`);
  const start = performance.now();
  const ending = await runLimited(process.execPath, suite.command, suite.limit);
  const seconds = (performance.now() - start) / 1000;
  if (suite.kind === 'vitest') return outcomeOfTests(suite.name, readReport(suite.name), ending, seconds);
  const passed = ending === 0 ? 1 : 0;
  if (passed) console.log('ok');
  const reason = typeof ending === 'string' ? ending : null;
  return { name: suite.name, passed, failed: 1 - passed, seconds, reason };
}

function readReport(name: string): Tests | null {
  const path = reportOf(name);
  if (!existsSync(path)) return null;
  const report = v.safeParse(Report, JSON.parse(readFileSync(path, 'utf8')));
  if (!report.success) return null;
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = report.output;
  return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests + numTodoTests };
}
