import { mkdirSync, rmSync } from 'node:fs';
import { ensureChromium } from './chromium.ts';
import {
  WHOLE_LIMIT,
  closingLine,
  failedTests,
  findSuites,
  isComplete,
  needsChromium,
  runSuite,
  table,
} from './suites/index.ts';

/**
 * `npm test [-- SUITE ...]`: every suite, or those named. The last line counts over all of them, and the exit code is
 * 0 only where each suite ran at least one test and nothing failed.
 */
const suites = findSuites(process.argv.slice(2));

// Where the suites leave their reports: a stale one must never be taken for this run's.
rmSync('.cache/test', { recursive: true, force: true });
mkdirSync('.cache/test', { recursive: true });

if (needsChromium(suites)) ensureChromium();

const end = performance.now() + WHOLE_LIMIT * 1000;
const outcomes = [];
for (const suite of suites) outcomes.push(await runSuite(suite, (end - performance.now()) / 1000));

console.log(`\n${table(outcomes)}\n`);
const failed = failedTests(outcomes);
if (failed !== null) console.log(`${failed}\n`);
console.log(closingLine(outcomes));
process.exitCode = outcomes.every(isComplete) ? 0 : 1;
