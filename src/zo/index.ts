export { createMethod } from './create.ts';
export { FedSpzo, type FedSpzoSettings } from './fedspzo.ts';
export { participantKey, roundKey, stepKey } from './keys.ts';
export type { TwoBlockLoss } from './loss.ts';
export type { Measurement, StepDirection, ZeroOrderMethod } from './method.ts';
export { closedRound, entryUpdates, learningRate, meanCoefficients, participantWeights } from './replay.ts';
export { type Blocks, updates } from './updates.ts';
