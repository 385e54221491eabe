import {
  type Kernel,
  type LatticeTensor,
  type Precision,
  ReferenceKernel,
  WasmKernel,
} from '../../src/lattice/index.ts';
import { UPDATES, type Work } from './work.ts';

const WIDTH = 256;
const ROWS = 1024;

/** What a kernel on the processor does with one tensor; the copy is of the tensor's bytes to the scratch. */
export async function kernelWork(name: 'typescript' | 'wasm', weights: number, precision: Precision): Promise<Work[]> {
  const kernel: Kernel = name === 'wasm' ? await WasmKernel.create() : new ReferenceKernel();
  const region = kernel.allocate((weights * precision) / 32);
  const out = kernel.allocate(weights);
  const words = { offset: out.offset, length: region.length };
  const tensor: LatticeTensor = { region, size: weights, precision, index: 7, shift: precision - 2 };
  const integers = kernel.integers(tensor);
  for (let i = 0; i < weights; i++) integers[i] = Math.imul(i, 0x9e3779b9) >> (34 - precision);
  const direction = { key: [123, 456], amount: 1e-3 } as const;
  const rows = Uint32Array.from({ length: Math.min(ROWS, weights / WIDTH) }, (_, i) => (i * 7919) % (weights / WIDTH));
  return [
    { name: 'copy', weights, run: () => kernel.ints(words).set(kernel.ints(region)) },
    { name: 'perturb', weights, run: () => kernel.perturb(tensor, 0, weights, direction, out, 0) },
    { name: 'read', weights, run: () => kernel.perturb(tensor, 0, weights, null, out, 0) },
    {
      name: 'gather',
      weights: rows.length * WIDTH,
      run: () => kernel.gather(tensor, rows, WIDTH, direction, out),
    },
    ...UPDATES.map((count): Work => {
      const keys = Uint32Array.from({ length: 2 * count }, (_, i) => Math.imul(i + 1, 0x85ebca6b));
      // At 16 bits 256ths of a unit: up to some units, as training has them.
      const deltas = Int32Array.from({ length: count }, (_, i) => (precision === 16 ? 20 : 1000) * (i + 1));
      return { name: `apply ${count}`, weights, run: () => kernel.apply(tensor, keys, deltas) };
    }),
    { name: 'fingerprint', weights, run: () => void kernel.fingerprint(tensor) },
  ];
}
