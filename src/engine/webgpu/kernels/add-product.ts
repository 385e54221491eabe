import code from './add-product.wgsl?raw';
import { kernelSource } from './kernel.ts';

/** Bindings: a, of exactly its elements, b, result, parameters. */
export const addProduct = kernelSource('add-product', code, ['read', 'read', 'write', 'parameters'], 64);
