import { GpuLattice, limitsOf, openDevice } from '../../src/engine/webgpu/index.ts';
import type { Precision } from '../../src/lattice/index.ts';
import { UPDATES, type Work } from './work.ts';

/** What the WGSL kernels do with one tensor, each until the device is done; the copy is the device's own. */
export async function gpuWork(weights: number, precision: Precision): Promise<Work[]> {
  const device = await openDevice();
  const lattice = await GpuLattice.create(device, [weights], limitsOf(device.limits), precision);
  const integers = Int32Array.from({ length: weights }, (_, i) => Math.imul(i, 0x9e3779b9) >> (34 - precision));
  lattice.restore(0, integers, precision - 2);
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
  const buffer = () => device.createBuffer({ size: Math.ceil(weights / 4) * 16, usage });
  const [source, out] = [buffer(), buffer()];
  const done = () => device.queue.onSubmittedWorkDone();
  const perturb = (direction: Parameters<typeof lattice.perturb>[1]) => {
    lattice.dispatcher.submit(lattice.perturb(0, direction, out));
    return done();
  };
  return [
    {
      name: 'copy',
      weights,
      run: () => {
        const encoder = device.createCommandEncoder();
        encoder.copyBufferToBuffer(source, 0, out, 0, (weights * precision) / 8);
        device.queue.submit([encoder.finish()]);
        return done();
      },
    },
    { name: 'perturb', weights, run: () => perturb({ key: [123, 456], amount: 1e-3 }) },
    { name: 'read', weights, run: () => perturb(null) },
    ...UPDATES.map((count): Work => {
      const updates = Array.from({ length: count }, (_, i) => ({
        key: [i + 1, 7] as const,
        ...{ from: 0, to: 1, step: (i + 1) * 2 ** -(precision === 16 ? 18 : 22) },
      }));
      return { name: `apply ${count}`, weights, run: () => lattice.apply(updates) };
    }),
    { name: 'fingerprint', weights, run: async () => void (await lattice.fingerprint()) },
  ];
}
