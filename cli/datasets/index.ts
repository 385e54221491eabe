export { DatasetError } from './error.ts';
export { type Dataset, type OpenDatasetOptions, openDataset } from './open-dataset.ts';
export { DATA_HELP } from './source.ts';
