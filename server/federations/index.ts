export { checkFederation } from './check.ts';
export { describeFile } from './describe-file.ts';
export { readManifest } from './read.ts';
export { BUNDLED_MODELS, DEFAULT_MODEL_FOLDER, type SentimentOptions, sentiment } from './sentiment.ts';
