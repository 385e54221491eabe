export { watchHeap } from './heap.ts';
export { LAYER_INPUTS, embeddingModel, headModel, lastLayerModel, layerModel } from './layers.ts';
