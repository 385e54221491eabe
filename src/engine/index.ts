export { createEngine, createTfjsEngine } from './create.ts';
export type { BaseWeights, Engine, EngineName, MemoryUse, TensorSource, TokenBatch } from './engine.ts';
export { type TfjsBackend, webglProblem } from './webgl/index.ts';
