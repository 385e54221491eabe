import type { Manifest } from '../protocol/index.ts';
import { scalarCount } from '../protocol/index.ts';

/** What a federation asks of a device, from its manifest alone. */
export interface Cost {
  /** Numbers computed from private data that leave in one round, and their bytes. */
  readonly scalars: number;
  readonly scalarBytes: number;
  /** Texts that pass through the model in one round, counted as whole forward passes of a batch. */
  readonly steps: number;
  readonly batch: number;
  readonly passes: number;
  readonly modelBytes: number;
}

/**
 * Forward passes of a step: 2 P1 P2, one for each sign and pair of directions. Fewer in truth, since block 1
 * runs once for P2 of them; how much fewer depends on the model's depth, which the manifest does not tell.
 */
export function costOf(manifest: Manifest): Cost {
  const { method, model } = manifest;
  const scalars = scalarCount(manifest);
  return {
    scalars,
    scalarBytes: scalars * Float32Array.BYTES_PER_ELEMENT,
    steps: method.localSteps,
    batch: method.batch,
    passes: 2 * method.p1 * method.p2,
    modelBytes: model.files.reduce((sum, file) => sum + file.bytes, 0),
  };
}
