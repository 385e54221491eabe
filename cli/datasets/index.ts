export { type Dataset, openDataset } from './open-dataset.ts';
export { DATA_HELP } from './source.ts';
