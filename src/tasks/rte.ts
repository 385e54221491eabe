import type { Task } from './task.ts';

/**
 * Recognizing Textual Entailment, in the fields of GLUE and SuperGLUE. Prompt of Gao, Fisch and Chen 2021 (LM-BFF).
 * The published numbers count the other way round: 0 is entailment, 1 is not.
 */
export const rte: Task = {
  name: 'rte',
  title: 'RTE: does one text follow from another?',
  purpose: 'Teach a language model to tell whether a statement follows from a short text.',
  template: '{premise|drop-last}?<mask>, {hypothesis|lower-first}',
  labels: [
    { name: 'not entailment', word: ' No' },
    { name: 'entailment', word: ' Yes' },
  ],
  maxTokens: 256,
  labelColumn: 'label',
  spellings: new Map([
    ['0', 1],
    ['1', 0],
    ['entailment', 1],
    ['not_entailment', 0],
    ['not entailment', 0],
  ]),
  note: 'The validation file has 277 rows: one row more or less right is 0.36 points of accuracy.',
};
