import { type Manifest, scalarCount, scalarsPerStep } from '../../protocol/index.ts';

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
 * Forward passes of a step, counting those that FedSPZO shortens as whole ones: block 1 runs once for P2 of them, and
 * how much that saves depends on the model's depth, which the manifest does not tell.
 */
function passesOf({ method }: Manifest): number {
  const isForward = method.name === 'decomfl' && method.difference === 'forward';
  return isForward ? method.p + 1 : 2 * scalarsPerStep(method);
}

export function costOf(manifest: Manifest): Cost {
  const { method, model } = manifest;
  const scalars = scalarCount(manifest);
  return {
    scalars,
    scalarBytes: scalars * Float32Array.BYTES_PER_ELEMENT,
    steps: method.localSteps,
    batch: method.batch,
    passes: passesOf(manifest),
    modelBytes: model.files.reduce((sum, file) => sum + file.bytes, 0),
  };
}
