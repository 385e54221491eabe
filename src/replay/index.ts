export { ReplayError, ReplayedModel, checkpointFile } from './replayed-model.ts';
