export { type RebuildOptions, type RebuiltState, faultyEntry, rebuild } from './rebuild.ts';
export { ReplayError, ReplayedModel, checkpointFile } from './replayed-model.ts';
