import code from './gather.wgsl?raw';
import { kernelSource } from './kernel.ts';

/** Bindings: integers, result, parameters, rows. Elements are those of the result. */
export const gather = kernelSource('gather', code, ['read', 'write', 'parameters', 'read'], 64);
