import { describe, expect, it } from 'vitest';
import { kernelSuite, oracleSuite } from '../../../tests/contract/kernel-suite.ts';
import { latticeSuite } from '../../../tests/contract/lattice-suite.ts';
import { roundingSuite } from '../../../tests/contract/rounding-suite.ts';
import { type Kernel, type LatticeTensor, ReferenceKernel } from '../../lattice/index.ts';
import { openMachine } from './machine.ts';
import { Team } from './team.ts';

/** The lattice's kernel as the engine has it: in one module with the forward pass, and several threads. */
async function threaded(threads = 3): Promise<Kernel> {
  const machine = await openMachine(0, true);
  await Team.gather(machine, machine.exports.SCRATCH_BYTES.value, threads);
  return machine.kernel;
}

for (const precision of [32, 16] as const) {
  kernelSuite('simd with 3 threads', precision, threaded);
  oracleSuite('simd with 3 threads', precision, threaded);
  latticeSuite('simd with 3 threads', precision, threaded);
}
roundingSuite('simd with 3 threads', threaded);

describe.each([32, 16] as const)('a tensor that threads share, %i bits', (precision) => {
  /** Several tasks, the last one short and with an unfinished chunk. */
  const size = 5 * 8192 + 1234;

  function tensorIn(kernel: Kernel): LatticeTensor {
    const region = kernel.allocate(Math.ceil((size * precision) / 32));
    const tensor = { region, size, precision, index: 7, shift: 12 };
    const integers = kernel.integers(tensor);
    for (let i = 0; i < size; i++) integers[i] = Math.imul(i, 0x9e3779b9) >> (precision === 32 ? 2 : 18);
    return tensor;
  }

  it("promise 3: has the reference's bits after updates, and its fingerprint, with any number of threads", async () => {
    const keys = Uint32Array.from({ length: 14 }, (_, i) => Math.imul(i + 1, 0x85ebca6b));
    const deltas = Int32Array.from({ length: 7 }, (_, i) => (i - 3) * 1234567 + 1);
    const results = [];
    for (const kernel of [new ReferenceKernel(), ...(await Promise.all([1, 2, 4].map(threaded)))]) {
      const tensor = tensorIn(kernel);
      kernel.apply(tensor, keys, deltas);
      results.push({ integers: [...kernel.integers(tensor)], lanes: kernel.fingerprint(tensor) });
    }
    const [reference, ...others] = results;
    for (const other of others) expect(other).toEqual(reference);
  });
});
