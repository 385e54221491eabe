export { checkFederation } from './check.ts';
export { readManifest } from './read.ts';
export { type SentimentOptions, sentiment } from './sentiment.ts';
