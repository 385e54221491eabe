export { type BackpropagationMemory, backpropagationMemory } from './backpropagation.ts';
export { createEngine, createTfjsEngine } from './create.ts';
export { type MemoryEstimate, type Workload, estimateMemory } from './memory-estimate.ts';
export { type DeviceMemory, type MemoryProblem, deviceGibibytes, memoryProblem } from './memory-problem.ts';
export { OFFERED, type OfferedEngine, offeredEngine } from './offered.ts';
export { PROGRAM_BYTES } from './program-bytes.ts';
export { threadsFor, threadsOf } from './threads.ts';
export type { BaseWeights, Engine, EngineName, MemoryUse, TensorSource, TokenBatch } from './engine.ts';
export { type TfjsBackend, isWebglSoftware, webglProblem } from './webgl/index.ts';
// From their own files: the rest of the room has shaders, which Node cannot import.
export { type WebGpuAdapter, webgpuAdapter } from './webgpu/adapter.ts';
export { DeviceLostError, DeviceRefusalError } from './webgpu/health.ts';
