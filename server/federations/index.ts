export { type SentimentOptions, sentiment } from './sentiment.ts';
