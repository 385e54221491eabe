export { type TfjsBackend, createTfjsRunner } from './runner.ts';
export { webglProblem } from './support.ts';
