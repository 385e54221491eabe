export { BUNDLED_MODELS, DEFAULT_MODEL_FOLDER, bundledFolder } from './bundled.ts';
export { checkFederation } from './check.ts';
export { describeFile } from './describe-file.ts';
export { readManifest } from './read.ts';
export { type SentimentOptions, sentiment } from './sentiment.ts';
