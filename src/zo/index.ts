export { type Blocks, type Measurement, type Settings, type TwoBlockLoss, measure, updates } from './fedspzo.ts';
export { directionKey, participantKey, roundKey } from './keys.ts';
export { entryUpdates, learningRate, participantWeights } from './replay.ts';
