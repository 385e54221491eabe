import { Lattice, type Precision } from '../../lattice/index.ts';
import type { Architecture } from '../../model/index.ts';
import { LatticeEngine } from '../lattice-engine.ts';
import { threadsOf } from '../threads.ts';
import { openMachine } from './machine.ts';
import { SimdForward } from './simd-forward.ts';

export interface SimdOptions {
  /** Taken where memory can be shared; 1 elsewhere. */
  readonly threads: number;
  readonly precision: Precision;
  /** False: without relaxed SIMD, as on a device that does not have it. */
  readonly relaxed: boolean;
}

/**
 * The engine in WebAssembly of this project's own (docs/SIMD.md).
 * @throws RangeError when the device has not enough memory for the weights, Error where WebAssembly has no SIMD.
 */
export async function createSimdEngine(
  architecture: Architecture,
  { threads, precision, relaxed }: SimdOptions,
): Promise<LatticeEngine> {
  const sizes = architecture.tensors.map(({ size }) => size);
  const weightBytes = (sizes.reduce((sum, size) => sum + size, 0) * precision) / 8;
  const machine = await openMachine(weightBytes, relaxed);
  const lattice = new Lattice(sizes, machine.kernel, precision);
  const forward = await SimdForward.create(architecture, machine, threadsOf('simd', threads));
  return new LatticeEngine('simd', architecture, lattice, forward);
}
