import type { Direction, Kernel, Lattice, Region } from '../lattice/index.ts';
import type { BaseWeights } from './engine.ts';
import { readRows } from './stored-rows.ts';

/** Where a forward pass gets its weights from; it writes them into regions of the kernel's memory. */
export interface WeightReader {
  /** The lattice, for a forward pass that can read its integers where they are; null when the weights are elsewhere. */
  readonly lattice: Lattice | null;
  readonly direction: Direction | null;
  tensor(index: number, out: Region): Promise<void>;
  /** Rows of a [rows, width] tensor, one after another. */
  rows(index: number, rows: Uint32Array, width: number, out: Region): Promise<void>;
}

/** The lattice's weights + direction. */
export function latticeWeights(lattice: Lattice, direction: Direction | null): WeightReader {
  return {
    lattice,
    direction,
    async tensor(index, out) {
      lattice.perturb(index, direction, out);
    },
    async rows(index, rows, width, out) {
      lattice.kernel.gather(lattice.tensor(index), rows, width, direction, out);
    },
  };
}

/** The base model's weights, from where they are stored. */
export function storedWeights(base: BaseWeights, kernel: Kernel): WeightReader {
  return {
    lattice: null,
    direction: null,
    async tensor(index, out) {
      await base.read(index, 0, kernel.floats(out));
    },
    async rows(index, rows, width, out) {
      await readRows(base, index, rows, width, kernel.floats(out));
    },
  };
}
