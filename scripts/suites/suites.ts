/** One suite of `npm test`. */
export interface Suite {
  readonly name: string;
  /** A check is one test, passed where it exits with 0; a vitest project writes a report that counts its tests. */
  readonly kind: 'check' | 'vitest';
  /** What Node runs. */
  readonly command: readonly string[];
  /** Seconds after which it is ended and counts as failed. */
  readonly limit: number;
}

const bin = (path: string): string => `node_modules/${path}`;

const check = (name: string, command: readonly string[]): Suite => ({ name, kind: 'check', command, limit: 60 });

const vitest = (name: string, limit: number): Suite => ({
  name,
  kind: 'vitest',
  command: [
    bin('vitest/vitest.mjs'),
    'run',
    `--project=${name}`,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${reportOf(name)}`,
  ],
  limit,
});

/** Where a vitest suite writes its JSON report. */
export function reportOf(name: string): string {
  return `.cache/test/${name}.json`;
}

/**
 * Seconds that all suites together may take, on a machine that is slow or busy: a run has an end. What one suite leaves of
 * its limit, the others may need.
 */
export const WHOLE_LIMIT = 43 * 60;

/** In the order they run: what fails fast comes first. */
const SUITES: readonly Suite[] = [
  check('types', [bin('typescript/bin/tsc')]),
  check('lint', [bin('oxlint/bin/oxlint'), '-c', 'oxlint.config.mjs']),
  check('formatting', [bin('oxfmt/bin/oxfmt'), '--check']),
  check('dead code', [bin('knip/bin/knip.js'), '--treat-config-hints-as-errors']),
  check('build', ['scripts/run.mjs', 'build']),
  check('size', [bin('size-limit/bin.js')]),
  vitest('unit', 18 * 60),
  vitest('browser', 9 * 60),
  vitest('e2e', 20 * 60),
];

/** The suites of these names, or all. Throws where a name is unknown. */
export function findSuites(names: readonly string[]): readonly Suite[] {
  if (names.length === 0) return SUITES;
  return names.map((name) => {
    const found = SUITES.find((suite) => suite.name === name);
    if (!found)
      throw new Error(`There is no suite "${name}". There are: ${SUITES.map((suite) => suite.name).join(', ')}.`);
    return found;
  });
}

export function needsChromium(suites: readonly Suite[]): boolean {
  return suites.some(({ name }) => name === 'browser' || name === 'e2e');
}
