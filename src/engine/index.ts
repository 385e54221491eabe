export { createEngine } from './create.ts';
export type { BaseWeights, Engine, EngineName, MemoryUse, TensorSource, TokenBatch } from './engine.ts';
