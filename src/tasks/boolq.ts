import type { Task } from './task.ts';

/** Yes-or-no questions on a passage, in SuperGLUE's fields. The prompt is ours. */
export const boolq: Task = {
  name: 'boolq',
  title: 'BoolQ: yes-or-no questions on a passage',
  purpose: 'Teach a language model to answer yes-or-no questions from a passage.',
  template: '{passage} Question: {question}? Answer:<mask>.',
  labels: [
    { name: 'no', word: ' No' },
    { name: 'yes', word: ' Yes' },
  ],
  maxTokens: 256,
  labelColumn: 'label',
  spellings: new Map([
    ['0', 0],
    ['1', 1],
    ['false', 0],
    ['true', 1],
    ['no', 0],
    ['yes', 1],
  ]),
  note:
    'About 62 % of the answers are yes, so accuracy begins there. A training file that is cut from the public ' +
    "validation set must be called so wherever a figure rests on it: it is not comparable with the authors' split.",
};
