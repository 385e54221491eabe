import {
  type Architecture,
  type TensorSpec,
  checkpointTensors,
  firstAdapterOf,
  firstTensorOf,
} from './architecture.ts';
import { ModelError } from './errors.ts';
import { adaptersOf } from './tensors.ts';

/** Which tensors a federation trains. */
export type Trainable =
  | { readonly set: 'all' }
  /** Every tensor whose name ends in "bias", those of the norms and of the decoder too. Ben Zaken et al. 2022, "BitFit". */
  | { readonly set: 'biases' }
  /** The last `layers` encoder layers and the head; the word embeddings, which the decoder reads too, stay frozen. */
  | { readonly set: 'last'; readonly layers: number }
  /** Adapters on query and value of every layer, and nothing else: W + alpha / rank * A B. Hu et al. 2022, "LoRA". */
  | { readonly set: 'lora'; readonly rank: number; readonly alpha: number };

/** Tensors `from <= t < to`. */
export interface TensorRange {
  readonly from: number;
  readonly to: number;
}

/**
 * The architecture with its trainable tensors marked; with LoRA, the adapters at the end of its list. What
 * `architecture` said of them before does not matter.
 * @throws ModelError when the model has no such set.
 */
export function withTrainable(architecture: Architecture, trainable: Trainable): Architecture {
  const tensors = checkpointTensors(architecture);
  const marked = (isTrainable: (name: string, index: number) => boolean): Architecture => ({
    ...architecture,
    tensors: tensors.map((spec, index) => ({ ...spec, trainable: isTrainable(spec.name, index) })),
    adapters: null,
  });
  switch (trainable.set) {
    case 'all':
      return marked(() => true);
    case 'biases':
      return marked((name) => name.endsWith('bias'));
    case 'last': {
      requireWhole('layers', trainable.layers, architecture.layers);
      const first = firstTensorOf(architecture.layers - trainable.layers);
      return marked((_, index) => index >= first);
    }
    case 'lora':
      return withAdapters(
        marked(() => false),
        trainable.rank,
        trainable.alpha,
      );
    default:
      return trainable satisfies never;
  }
}

/**
 * The trainable tensors of block 1 (embeddings and layers < `split`) and of block 2, as ascending runs. Adapters
 * belong to their layer's block. A run may be missing: the last layer alone has nothing in block 1.
 */
export function trainableBlocks(
  architecture: Architecture,
  split: number,
): { first: readonly TensorRange[]; second: readonly TensorRange[] } {
  const boundary = firstTensorOf(split);
  const adapters = firstAdapterOf(0, architecture);
  const adapterBoundary = firstAdapterOf(split, architecture);
  const isFirst = (index: number) => index < boundary || (index >= adapters && index < adapterBoundary);
  return {
    first: runs(architecture.tensors, isFirst),
    second: runs(architecture.tensors, (index) => !isFirst(index)),
  };
}

function withAdapters(architecture: Architecture, rank: number, alpha: number): Architecture {
  requireWhole('rank', rank, architecture.hidden);
  if (!Number.isFinite(alpha) || alpha <= 0) {
    throw new ModelError(`LoRA's alpha must be a positive number, not ${alpha}.`);
  }
  return {
    ...architecture,
    tensors: [...architecture.tensors, ...adaptersOf(architecture, rank)],
    adapters: { rank, scale: alpha / rank },
  };
}

function requireWhole(name: 'layers' | 'rank', value: number, most: number): void {
  if (Number.isInteger(value) && value >= 1 && value <= most) return;
  const what = { layers: 'The last layers to train', rank: "LoRA's rank" }[name];
  throw new ModelError(`${what} must be a whole number from 1 to ${most} for this model, not ${value}.`);
}

function runs(tensors: readonly TensorSpec[], belongs: (index: number) => boolean): TensorRange[] {
  const found: { from: number; to: number }[] = [];
  tensors.forEach(({ trainable }, index) => {
    if (!trainable || !belongs(index)) return;
    const last = found.at(-1);
    if (last?.to === index) last.to++;
    else found.push({ from: index, to: index + 1 });
  });
  return found;
}
