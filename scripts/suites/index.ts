export { findSuites, needsChromium } from './suites.ts';
export { runSuite } from './run-suite.ts';
export { type Outcome, closingLine, isComplete, outcomeOfTests, table } from './outcome.ts';
