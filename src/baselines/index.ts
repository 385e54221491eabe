export { type LoraSettings, adapterCount, createAdapters } from './adapters.ts';
export { useBackend } from './backend.ts';
export { FedAvg, type FedAvgSettings } from './fed-avg.ts';
export { FedSpzo } from './fed-spzo.ts';
export type { Cost, Evaluation, FederatedMethod, LabelledRow, LocalTask, Upload } from './federated.ts';
export { crossEntropyOf } from './layers.ts';
export { maskedLm } from './masked-lm.ts';
export { adam, sgd } from './optimizer.ts';
export { loadParameters } from './parameters.ts';
