/** What a suite came to. */
export interface Outcome {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  readonly seconds: number;
  /** What the counts alone do not tell. */
  readonly reason: string | null;
  readonly failures: readonly FailedTest[];
}

/** A test that failed, by its full name, or a file of tests that did not run. */
export interface FailedTest {
  readonly test: string;
  /** The first line of what it said. */
  readonly message: string;
}

/** What a test runner reports of itself. */
export interface Tests {
  readonly passed: number;
  readonly failed: number;
  /** Skipped or left to be written. */
  readonly skipped: number;
  readonly failures: readonly FailedTest[];
}

/**
 * Counts a suite of tests so that nothing can pass by not running: a skipped test counts as failed, and so does a
 * suite without tests, without a report, or with an exit code that its tests do not explain.
 *
 * @param tests null where there is no report
 * @param ending how the process ended: its exit code, or why it was ended
 */
export function outcomeOfTests(name: string, tests: Tests | null, ending: number | string, seconds: number): Outcome {
  const { passed, failed, skipped, failures } = tests ?? { passed: 0, failed: 0, skipped: 0, failures: [] };
  const wrong = failed + skipped;
  const crash = crashOf(tests, passed + wrong, wrong, ending);
  const reason = crash ?? (skipped > 0 ? `${skipped} skipped, which counts as failed` : null);
  return { name, passed, failed: wrong + (crash === null ? 0 : 1), seconds, reason, failures };
}

/** Why a suite failed as a whole, which counts as one more failure; null where its tests tell all. */
function crashOf(tests: Tests | null, count: number, wrong: number, ending: number | string): string | null {
  if (typeof ending === 'string') return ending;
  if (!tests) return `ended with exit code ${ending} and without a report`;
  if (count === 0) return 'ran no test';
  if (ending !== 0 && wrong === 0) return `ended with exit code ${ending} though no test failed`;
  return null;
}

/** A suite counts where it ran something and nothing failed. */
export function isComplete({ passed, failed }: Outcome): boolean {
  return passed > 0 && failed === 0;
}

/** The plain line that closes a run. */
export function closingLine(outcomes: readonly Outcome[]): string {
  const sum = (key: 'passed' | 'failed'): number => outcomes.reduce((total, outcome) => total + outcome[key], 0);
  return `${sum('passed')} passed, ${sum('failed')} failed`;
}

/** One row for each suite, for people. */
export function table(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map(({ name, passed, failed, seconds, reason }) =>
    [name.padEnd(12), `${passed}`.padStart(8), `${failed}`.padStart(8), seconds.toFixed(1).padStart(9), reason ?? '']
      .join(' ')
      .trimEnd(),
  );
  return ['suite          passed   failed   seconds', ...rows].join('\n');
}

/** Every failed test with its suite, for where only the end of the output is seen; null where none failed. */
export function failedTests(outcomes: readonly Outcome[]): string | null {
  const lines = outcomes.flatMap(({ name, failures }) =>
    failures.map(({ test, message }) => `  ${name}: ${test}\n    ${message}`.trimEnd()),
  );
  return lines.length > 0 ? ['Failed:', ...lines].join('\n') : null;
}
