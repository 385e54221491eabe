import { type Architecture, LAYER_TENSORS, EMBEDDING_TENSORS, firstAdapterOf } from '../model/index.ts';

/** Bytes that training by backpropagation with Adam would hold, by what they are for. An estimate. */
export interface BackpropagationMemory {
  readonly weights: number;
  readonly gradients: number;
  /** Adam's two moments. */
  readonly moments: number;
  /** What the forward pass must leave for the way back. */
  readonly activations: number;
  readonly total: number;
}

/**
 * What one device would hold to finetune a model by backpropagation with Adam (Kingma and Ba 2015) in float32, on a batch
 * of B rows of S tokens: 4 bytes for each weight; for each trainable one 4 of gradient and 8 of moments; and activations.
 *
 * Activations of a layer are counted as in Korthikanti et al. 2022 (arXiv 2205.05198, section 4.1), operator by operator,
 * at 4 bytes instead of 2 and without dropout's masks and outputs, as finetuning with few steps often is:
 *
 *     attention    B S (5 H + A S): input, queries, keys, values, the product's output; softmax's output
 *     feed-forward B S (H + 2 F):   input, and GELU's input and output
 *     norms        B S 2 H
 *
 * Layers below the first trainable tensor leave nothing, and neither does the head, beside them: it is at B positions.
 * It is meant to be fair, not complete: temporary tensors and the framework come on top (tfjs holds 1.4 to 1.8 times as
 * much in the tests), and recomputing activations needs less and takes longer.
 */
export function backpropagationMemory(
  architecture: Architecture,
  { batch: B, length: S }: { readonly batch: number; readonly length: number },
): BackpropagationMemory {
  const { hidden: H, heads: A, feedForward: F, layers, tensors } = architecture;
  const sizeOf = (some: typeof tensors): number => some.reduce((sum, { size }) => sum + size, 0);
  const weights = 4 * sizeOf(tensors);
  const gradients = 4 * sizeOf(tensors.filter(({ trainable }) => trainable));
  const layer = 4 * B * S * (8 * H + 2 * F + A * S);
  const activations = (layers - firstTrainedLayer(architecture)) * layer;
  const moments = 2 * gradients;
  return { weights, gradients, moments, activations, total: weights + gradients + moments + activations };
}

/** The first layer that the way back reaches: 0 for embeddings and adapters, L where the head alone trains. */
function firstTrainedLayer(architecture: Architecture): number {
  const { layers, tensors } = architecture;
  const index = tensors.findIndex(({ trainable }) => trainable);
  if (index === -1) return layers;
  if (index >= firstAdapterOf(0, architecture)) return 0;
  return Math.min(layers, Math.max(0, Math.floor((index - EMBEDDING_TENSORS) / LAYER_TENSORS)));
}
