import { architectureOf } from './random-checkpoint.ts';

/** A RoBERTa of a few thousand weights that needs no files, so that pages have it too. */
export const tinyShape = architectureOf({
  type: 'roberta',
  layers: 2,
  hidden: 12,
  heads: 2,
  feedForward: 20,
  vocabulary: 61,
  positions: 23,
});
