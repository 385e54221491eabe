export { FetchedModels } from './fetched.ts';
export { ServedModels } from './served.ts';
