import type { Task } from './task.ts';

/** The default federation's task: short reviews of products, films and restaurants. */
export const sentiment: Task = {
  name: 'sentiment',
  title: 'Sentiment of short reviews',
  purpose:
    'Teach a small language model to tell praise from complaint in short reviews of products, films and restaurants.',
  template: '{text} It was<mask>.',
  labels: [
    { name: 'negative', word: ' awful' },
    { name: 'positive', word: ' great' },
  ],
  maxTokens: 64,
  labelColumn: null,
  spellings: null,
  note: 'The sample sets have 1,000 sentences from each of three sites; one in five is held out, by a hash of its words.',
};
