export { WHOLE_LIMIT, findSuites, needsChromium } from './suites.ts';
export { runSuite } from './run-suite.ts';
export { closingLine, failedTests, isComplete, table } from './outcome.ts';
