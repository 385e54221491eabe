/** One trainable tensor: its number in the noise is its place in `Architecture.tensors`. */
export interface TensorSpec {
  /** The name in the checkpoint, such as `roberta.encoder.layer.0.output.dense.weight`. */
  readonly name: string;
  /** Shape in the checkpoint, row-major. */
  readonly shape: readonly number[];
  /** Linear weights lie [in, out] in the lattice and [out, in] in the checkpoint. */
  readonly transposed: boolean;
  readonly size: number;
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
  /** Fixed order: embeddings (5), then 16 for each layer, then the head (5). */
  readonly tensors: readonly TensorSpec[];
}

/** Tensors of the embeddings, of each layer and of the head, by their order within the group. */
export const EMBEDDING_TENSORS = 5;
export const LAYER_TENSORS = 16;
export const HEAD_TENSORS = 5;

/** Number of the first tensor of layer `layer`; with `layer` = L, of the head. Block 1 is everything before it. */
export function firstTensorOf(layer: number): number {
  return EMBEDDING_TENSORS + layer * LAYER_TENSORS;
}
