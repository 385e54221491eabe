export { createEngine } from './create.ts';
export type { BaseWeights, Engine, EngineName, Hidden, MemoryUse, TensorSource, TokenBatch } from './engine.ts';
