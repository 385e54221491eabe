export { type TfjsBackend, createTfjsRunner } from './runner.ts';
export { isWebglSoftware, webglProblem } from './support.ts';
