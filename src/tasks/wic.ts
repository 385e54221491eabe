import type { Task } from './task.ts';

/** Words in Context, in SuperGLUE's fields. The prompt is ours. */
export const wic: Task = {
  name: 'wic',
  title: 'WiC: one sense of a word, or two?',
  purpose: 'Teach a language model to tell whether a word means the same in two sentences.',
  template: '"{sentence1}" "{sentence2}" Similar sense of "{word}"?<mask>.',
  labels: [
    { name: 'different', word: ' No' },
    { name: 'same', word: ' Yes' },
  ],
  maxTokens: 128,
  labelColumn: 'label',
  spellings: new Map([
    ['0', 0],
    ['1', 1],
    ['false', 0],
    ['true', 1],
    // As the authors' own files write it.
    ['f', 0],
    ['t', 1],
  ]),
  note: 'Half of the rows are of either class, so chance is 50 %.',
};
