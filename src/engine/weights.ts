import type { Direction, Kernel, Lattice, Region } from '../lattice/index.ts';
import type { Adapters, Architecture } from '../model/index.ts';
import type { BaseWeights } from './engine.ts';
import { readRows } from './stored-rows.ts';

/** Where a forward pass gets its weights from; it writes them into regions of the kernel's memory. */
export interface WeightReader {
  /** The lattice, for a forward pass that can read its integers where they are; null when the weights are elsewhere. */
  readonly lattice: Lattice | null;
  /** How trainable tensors are read; frozen ones are read as they are. */
  readonly direction: Direction | null;
  /** What is to be added to weights that have adapters (`adaptedWeights`); null where nothing is, as in the base model. */
  readonly adapters: Adapters | null;
  tensor(index: number, out: Region): Promise<void>;
  /** Rows of a [rows, width] tensor, one after another. */
  rows(index: number, rows: Uint32Array, width: number, out: Region): Promise<void>;
}

/** The lattice's weights, trainable ones + direction. */
export function latticeWeights(
  { tensors, adapters }: Architecture,
  lattice: Lattice,
  direction: Direction | null,
): WeightReader {
  const directionOf = (index: number) => (tensors[index]!.trainable ? direction : null);
  return {
    lattice,
    direction,
    adapters,
    async tensor(index, out) {
      lattice.perturb(index, directionOf(index), out);
    },
    async rows(index, rows, width, out) {
      lattice.kernel.gather(lattice.tensor(index), rows, width, directionOf(index), out);
    },
  };
}

/** The base model's weights, from where they are stored. */
export function storedWeights(base: BaseWeights, kernel: Kernel): WeightReader {
  return {
    lattice: null,
    direction: null,
    adapters: null,
    async tensor(index, out) {
      await base.read(index, 0, kernel.floats(out));
    },
    async rows(index, rows, width, out) {
      await readRows(base, index, rows, width, kernel.floats(out));
    },
  };
}
