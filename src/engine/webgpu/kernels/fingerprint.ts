import code from './fingerprint.wgsl?raw';
import { kernelSource } from './kernel.ts';

/** Bindings: integers, lanes, parameters. */
export const fingerprint = kernelSource('fingerprint', code, ['read', 'write', 'parameters'], 1024);
