/** One tensor of the lattice: its number in the noise is its place in `Architecture.tensors`. */
export interface TensorSpec {
  /** The name in the checkpoint, such as `roberta.encoder.layer.0.output.dense.weight`. */
  readonly name: string;
  /** Shape in the checkpoint, row-major. */
  readonly shape: readonly number[];
  /** Linear weights lie [in, out] in the lattice and [out, in] in the checkpoint. */
  readonly transposed: boolean;
  readonly size: number;
  /** Directions perturb it, and updates move it. A frozen tensor is read as it is. */
  readonly trainable: boolean;
}

/** Low-rank adapters on the query and value weights of every layer. */
export interface Adapters {
  /** r, columns of A and rows of B. */
  readonly rank: number;
  /** alpha / rank: a layer multiplies by W + scale * A B, in the lattice's order ([in, out], A [in, r], B [r, out]). */
  readonly scale: number;
}

/** Shape of an encoder with a masked-language-model head: what an engine needs to know of a network. */
export interface Architecture {
  readonly family: 'roberta' | 'bert';
  /** L, H, A, F, V: layers, hidden size, attention heads, feed-forward size, vocabulary. */
  readonly layers: number;
  readonly hidden: number;
  readonly heads: number;
  readonly feedForward: number;
  readonly vocabulary: number;
  readonly positions: number;
  readonly tokenTypes: number;
  readonly normEpsilon: number;
  readonly padToken: number;
  /** Position id of a row's first token: padToken + 1 for RoBERTa, 0 for BERT. */
  readonly firstPosition: number;
  /** Fixed order: embeddings (5), then 16 for each layer, then the head (5), then 4 adapters for each layer, if any. */
  readonly tensors: readonly TensorSpec[];
  readonly adapters: Adapters | null;
}

/** Tensors of the embeddings, of each layer, of the head and of a layer's adapters, by their order within the group. */
export const EMBEDDING_TENSORS = 5;
export const LAYER_TENSORS = 16;
export const HEAD_TENSORS = 5;
/** Query A, query B, value A, value B. */
export const ADAPTER_TENSORS = 4;

/** Number of the first tensor of layer `layer`; with `layer` = L, of the head. Block 1 is everything before it. */
export function firstTensorOf(layer: number): number {
  return EMBEDDING_TENSORS + layer * LAYER_TENSORS;
}

/** Number of the first adapter of layer `layer`, where there are any; with `layer` = 0, how many tensors come before. */
export function firstAdapterOf(layer: number, { layers }: Pick<Architecture, 'layers'>): number {
  return firstTensorOf(layers) + HEAD_TENSORS + layer * ADAPTER_TENSORS;
}

/** The numbers of a weight that has an adapter, and of the adapter's A and B. */
export interface AdaptedWeight {
  readonly weight: number;
  readonly a: number;
  readonly b: number;
}

/** Query and value weights, by their order within a layer. */
const ADAPTED = [0, 4];

/** The weights of layer `layer` that have adapters; none where the architecture has none. */
export function adaptedWeights(
  layer: number,
  architecture: Pick<Architecture, 'layers' | 'adapters'>,
): readonly AdaptedWeight[] {
  if (!architecture.adapters) return [];
  const first = firstAdapterOf(layer, architecture);
  return ADAPTED.map((at, i) => ({ weight: firstTensorOf(layer) + at, a: first + 2 * i, b: first + 2 * i + 1 }));
}

/** The tensors that a checkpoint holds: all but the adapters. Their numbers are their places here too. */
export function checkpointTensors(architecture: Pick<Architecture, 'layers' | 'tensors'>): readonly TensorSpec[] {
  return architecture.tensors.slice(0, firstAdapterOf(0, architecture));
}
