export { GraphBuilder, type Value } from './graph.ts';
export { watchHeap } from './heap.ts';
export { LAYER_INPUTS, embeddingModel, headModel, lastLayerModel, layerModel } from './layers.ts';
