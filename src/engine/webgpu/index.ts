export { WebGpuEngine, type WebGpuOptions } from './webgpu-engine.ts';
