import { kernelSource } from './kernel.ts';
import code from './perturb.wgsl?raw';

/** Bindings: integers, result, parameters. */
export const perturb = kernelSource('perturb', code, ['read', 'write', 'parameters'], 4096);
