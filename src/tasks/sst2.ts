import type { Task } from './task.ts';

/** Stanford Sentiment Treebank, two classes, in GLUE's fields. Prompt of Gao, Fisch and Chen 2021 (LM-BFF). */
export const sst2: Task = {
  name: 'sst2',
  title: 'SST-2: sentiment of film reviews',
  purpose: 'Teach a language model to tell praise from complaint in single sentences of film reviews.',
  template: '{sentence} It was<mask>.',
  labels: [
    { name: 'negative', word: ' terrible' },
    { name: 'positive', word: ' great' },
  ],
  maxTokens: 32,
  labelColumn: 'label',
  spellings: new Map([
    ['0', 0],
    ['1', 1],
    ['negative', 0],
    ['positive', 1],
  ]),
  note: 'Most rows of the published training file are phrases, not sentences; the validation file has sentences only.',
};
