export { findSuites, needsChromium } from './suites.ts';
export { runSuite } from './run-suite.ts';
export { closingLine, isComplete, table } from './outcome.ts';
