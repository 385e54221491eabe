import type { Direction, Kernel, Lattice, Region } from '../lattice/index.ts';
import type { BaseWeights } from './engine.ts';

/** Where a forward pass gets its weights from; it writes them into regions of the kernel's memory. */
export interface WeightReader {
  tensor(index: number, out: Region): Promise<void>;
  /** Rows of a [rows, width] tensor, one after another. */
  rows(index: number, rows: Uint32Array, width: number, out: Region): Promise<void>;
}

/** The lattice's weights + direction. */
export function latticeWeights(lattice: Lattice, direction: Direction | null): WeightReader {
  return {
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
    async tensor(index, out) {
      await base.read(index, 0, kernel.floats(out));
    },
    async rows(index, rows, width, out) {
      const floats = kernel.floats(out);
      // In the file's order and each row once: neighbours come with one read.
      const order = Array.from(rows, (_, i) => i).sort((a, b) => rows[a]! - rows[b]!);
      let previous = -1;
      for (const i of order) {
        const target = floats.subarray(i * width, (i + 1) * width);
        if (previous >= 0 && rows[previous] === rows[i]) {
          target.set(floats.subarray(previous * width, (previous + 1) * width));
        } else {
          await base.read(index, rows[i]! * width, target);
        }
        previous = i;
      }
    },
  };
}
