export { type Fingerprint, fingerprintOf } from './fingerprint.ts';
export type { Direction, Integers, Kernel, Lanes, LatticeTensor, Precision, Region } from './kernel.ts';
export { checkSnapshot } from './checks.ts';
export { quantiseInto, roundSymmetric, shiftFor } from './fixed-point.ts';
export { Lattice, type Update, negate } from './lattice.ts';
export { checkSteps, mergeKeys, termsOf } from './terms.ts';
export { ReferenceKernel } from './reference.ts';
export { type KernelExports, WasmKernel } from './wasm-kernel.ts';
