export { checkFederation } from './check.ts';
export { describeFile } from './describe-file.ts';
export { readManifest } from './read.ts';
export { DEFAULT_MODEL_FOLDER, type SentimentOptions, sentiment } from './sentiment.ts';
