export type { Fingerprint } from './fingerprint.ts';
export type { Direction, Kernel, Lanes, LatticeTensor, Region } from './kernel.ts';
export { roundSymmetric, shiftFor } from './fixed-point.ts';
export { Lattice, type Update, negate } from './lattice.ts';
export { ReferenceKernel } from './reference.ts';
export { WasmKernel } from './wasm-kernel.ts';
