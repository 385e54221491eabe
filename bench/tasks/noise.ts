import * as v from 'valibot';
import { webgpuAdapter } from '../../src/engine/index.ts';
import { kernelWork, measureWork } from '../noise/index.ts';

const cellSchema = v.object({
  kernel: v.picklist(['typescript', 'wasm', 'wgsl']),
  bits: v.picklist([16, 32]),
  weights: v.number(),
  repeats: v.number(),
});

/** Weights a second of one kernel's work. */
export async function noise(input: unknown) {
  const { kernel, bits, weights, repeats } = v.parse(cellSchema, input);
  if (kernel !== 'wgsl') {
    return { adapter: null, tasks: await measureWork(await kernelWork(kernel, weights, bits), repeats) };
  }
  // Its shaders are text files, which Node cannot import.
  const { gpuWork } = await import('../noise/gpu-work.ts');
  return { adapter: await webgpuAdapter(), tasks: await measureWork(await gpuWork(weights, bits), repeats) };
}
