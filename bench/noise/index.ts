export { kernelWork } from './kernel-work.ts';
export { measureWork } from './work.ts';
