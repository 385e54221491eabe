import type { Direction } from '../../lattice/index.ts';
import type { Architecture } from '../../model/index.ts';
import type { BaseWeights } from '../engine.ts';
import { readRows } from '../stored-rows.ts';
import { bufferOf, write } from './buffers.ts';
import type { GpuClock } from './clock.ts';
import type { Dispatch } from './dispatches.ts';
import type { GpuLattice } from './gpu-lattice.ts';

/** Rows of a [rows, width] tensor. */
export interface Rows {
  readonly ids: Uint32Array;
  readonly width: number;
}

/** Weights that a layer needs: a whole tensor, or rows of it, as float32 into `out`. */
export interface Wanted {
  readonly index: number;
  readonly out: GPUBuffer;
  readonly rows?: Rows;
  /** Belongs to block 1, whatever block reads it: the tied decoder's rows. */
  readonly tied?: boolean;
  /** What the lattice adds to it: scale * A B, through buffers of A's and B's sizes. The base model has none. */
  readonly adapter?: { readonly a: Wanted; readonly b: Wanted };
}

/** Where a forward pass gets its weights from; what it is asked for is written before anything submitted later reads it. */
export interface WeightSource {
  write(wanted: readonly Wanted[]): Promise<void>;
}

/** The lattice's weights, trainable ones + direction; tied ones + `tied`. All of a layer's in one pass. */
export function latticeSource(
  device: GPUDevice,
  { tensors, hidden, adapters }: Architecture,
  lattice: GpuLattice,
  clock: GpuClock,
  direction: Direction | null,
  tied: Direction | null,
): WeightSource {
  return {
    async write(wanted) {
      const lists: GPUBuffer[] = [];
      const dispatchesOf = ({ index, out, rows, tied: isTied, adapter }: Wanted): Dispatch[] => {
        const chosen = isTied ? tied : direction;
        const own = tensors[index]!.trainable ? chosen : null;
        if (adapter && adapters) {
          const { a, b } = adapter;
          const shape = { rows: hidden, rank: adapters.rank, columns: hidden };
          return [
            ...lattice.perturb(index, own, out),
            ...[a, b].flatMap(dispatchesOf),
            lattice.addProduct(a.out, b.out, shape, adapters.scale, out),
          ];
        }
        if (!rows) return lattice.perturb(index, own, out);
        const list = bufferOf(device, rows.ids);
        lists.push(list);
        return lattice.gather(index, list, rows.width, own, out);
      };
      lattice.dispatcher.submit(wanted.flatMap(dispatchesOf), clock.pass());
      for (const list of lists) list.destroy();
    },
  };
}

/** The base model's weights, from where they are stored: one tensor at a time. */
export function storedSource(device: GPUDevice, base: BaseWeights, sizes: readonly number[]): WeightSource {
  return {
    async write(wanted) {
      for (const { index, out, rows } of wanted) {
        const weights = new Float32Array(rows ? rows.ids.length * rows.width : sizes[index]!);
        await (rows ? readRows(base, index, rows.ids, rows.width, weights) : base.read(index, 0, weights));
        write(device, out, weights);
      }
    },
  };
}
