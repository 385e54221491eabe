export { fullBatch } from './batch.ts';
export { MODELS, type Model, type ModelName, isBundled, openModel, weightsOf } from './models.ts';
export { type Spread, rest, secondsOf, spread } from './spread.ts';
export { SETTINGS, fedspzoStep } from './step.ts';
