export {
  type Architecture,
  EMBEDDING_TENSORS,
  HEAD_TENSORS,
  LAYER_TENSORS,
  type TensorSpec,
  firstTensorOf,
} from './architecture.ts';
export { type RandomAccess, blobBytes, fileBytes, openBaseWeights } from './base-weights.ts';
export { batchesByLength, toBatch } from './batch.ts';
export type { Chunks } from './byte-stream.ts';
export { parseConfig } from './config.ts';
export { ModelError } from './errors.ts';
export { accuracy, crossEntropy, predictions, probabilities } from './loss.ts';
export { Prompt, type PromptRow } from './prompt.ts';
export { readCheckpoint } from './safetensors.ts';
export { Tokenizer } from './tokenizer.ts';
