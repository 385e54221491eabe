export { limitsOf, openDevice } from './adapter.ts';
export { GpuLattice } from './gpu-lattice.ts';
export { WebGpuEngine, type WebGpuOptions } from './webgpu-engine.ts';
