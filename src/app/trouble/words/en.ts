import type { Problem } from '../../../train/index.ts';

/** What happened and why, and what to do. */
export interface Said {
  readonly message: string;
  readonly remedy: string;
}

export default {
  diagnostics: 'Diagnostics',
  diagnosticsLead:
    'When something goes wrong, this text helps to find out why. It has figures of this device and of the training: no text of yours, no label, no file’s name, no key, no invitation.',
  /** Who wrote it says it in English. */
  say: (problem: Problem): Said => problem,
  show: 'Show the text',
  text: 'Diagnostics text',
  copy: 'Copy the diagnostics text',
};
