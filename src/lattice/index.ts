export type { Direction, Kernel, Lanes, LatticeTensor, Region } from './kernel.ts';
export { type Fingerprint, Lattice, type Update, negate, roundSymmetric, shiftFor } from './lattice.ts';
export { ReferenceKernel } from './reference.ts';
