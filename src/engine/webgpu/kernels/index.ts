export { addProduct } from './add-product.ts';
export { apply, packUpdates } from './apply.ts';
export { fingerprint } from './fingerprint.ts';
export { gather } from './gather.ts';
export type { KernelSource } from './kernel.ts';
export { perturb } from './perturb.ts';
