export {
  type Architecture,
  EMBEDDING_TENSORS,
  HEAD_TENSORS,
  LAYER_TENSORS,
  type TensorSpec,
  firstTensorOf,
} from './architecture.ts';
