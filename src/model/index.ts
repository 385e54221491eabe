export {
  type AdaptedWeight,
  type Adapters,
  type Architecture,
  EMBEDDING_TENSORS,
  HEAD_TENSORS,
  LAYER_TENSORS,
  type TensorSpec,
  adaptedWeights,
  checkpointTensors,
  firstAdapterOf,
  firstTensorOf,
} from './architecture.ts';
export { blobBytes, openBaseWeights } from './base-weights.ts';
export { EVALUATION_BATCH, batchesByLength, toBatch } from './batch.ts';
export { parseConfig } from './config.ts';
export { DEFAULT_MODEL, LIGHT_MODEL } from './default-model.ts';
export { ModelError } from './errors.ts';
export { forwardFlops, shareBefore } from './flops.ts';
export { accuracy, crossEntropy, probabilities } from './loss.ts';
export { Prompt, type PromptRow } from './prompt.ts';
export { readCheckpoint } from './safetensors.ts';
export type { Chunks } from './byte-stream.ts';
export {
  type CheckpointType,
  type TensorValues,
  type WeightSource,
  checkpointBytes,
  writeCheckpoint,
} from './safetensors-writer.ts';
export { type LabelCheck, Tokenizer } from './tokenizer.ts';
export { type TensorRange, type Trainable, trainableBlocks, withTrainable } from './trainable.ts';
export { type ModelKit, readModelKit } from './model-kit.ts';
