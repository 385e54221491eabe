export { type LoraSettings, adapterCount } from './adapters.ts';
export { useBackend } from './backend.ts';
export { FedAvg, type FedAvgSettings } from './fed-avg.ts';
export { FedSpzo } from './fed-spzo.ts';
export type { Cost, Evaluation, FederatedMethod, LabelledRow, LocalTask, Upload } from './federated.ts';
