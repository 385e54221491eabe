import { describe, expect, it } from 'vitest';
import { kernelSuite, oracleSuite } from '../../../tests/contract/kernel-suite.ts';
import { latticeSuite } from '../../../tests/contract/lattice-suite.ts';
import { roundingSuite } from '../../../tests/contract/rounding-suite.ts';
import { type Kernel, type LatticeTensor, ReferenceKernel } from '../../lattice/index.ts';
import { fingerprintMultipliers, signAt } from '../../random/index.ts';
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

it('promise 3: reaches elements from 2^27 on, and addresses from 2 GiB on', async () => {
  const machine = await openMachine(0, true);
  const { kernel, exports } = machine;
  // Nobody looks at it, so it takes no memory; tensor and workspaces lie behind.
  kernel.allocate(2 ** 29);
  await Team.gather(machine, exports.SCRATCH_BYTES.value, 2);
  const size = 2 ** 27 + 8192;
  const tensor = { region: kernel.allocate(size), size, precision: 32, index: 7, shift: 12 } as const;
  kernel.integers(tensor)[size - 1] = 3;
  expect(kernel.fingerprint(tensor)).toEqual(fingerprintMultipliers(7, size - 1).map((r) => Math.imul(3, r) >>> 0));
  kernel.apply(tensor, Uint32Array.of(1, 2), Int32Array.of(5));
  for (const i of [0, 2 ** 27 - 1, 2 ** 27, size - 1]) {
    expect(kernel.integers(tensor)[i]).toBe((i === size - 1 ? 3 : 0) - 5 * signAt([1, 2], 7, i));
  }
});
