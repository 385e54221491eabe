export { WEIGHTS_FILE, vocabularyModel, wholeModel } from './graph.ts';
export { Stock, type StockBlocks } from './sessions.ts';
export { weightsFile } from './weights.ts';
