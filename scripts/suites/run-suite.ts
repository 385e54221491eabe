import { existsSync, readFileSync } from 'node:fs';
import { type Outcome, type Tests, outcomeOfTests } from './outcome.ts';
import { readTests } from './report.ts';
import { runLimited } from './run-limited.ts';
import { type Suite, reportOf } from './suites.ts';

/**
 * Runs one suite, its output going to the terminal. Never throws for what the suite does.
 * @param left seconds that the whole run has left: the suite ends then, where its own limit does not end it before
 */
export async function runSuite(suite: Suite, left: number): Promise<Outcome> {
  console.log(`\n=== ${suite.name} ===`);
  const start = performance.now();
  const ending = await runLimited(
    process.execPath,
    suite.command,
    Math.max(1, Math.floor(Math.min(suite.limit, left))),
  );
  const seconds = (performance.now() - start) / 1000;
  if (suite.kind === 'vitest') return outcomeOfTests(suite.name, readReport(suite.name), ending, seconds);
  const passed = ending === 0 ? 1 : 0;
  if (passed) console.log('ok');
  const reason = typeof ending === 'string' ? ending : null;
  return { name: suite.name, passed, failed: 1 - passed, seconds, reason, failures: [] };
}

function readReport(name: string): Tests | null {
  const path = reportOf(name);
  if (!existsSync(path)) return null;
  return readTests(JSON.parse(readFileSync(path, 'utf8')));
}
