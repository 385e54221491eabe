import type { Manifest } from '../protocol/index.ts';

/** A class: what it is called, and the word that the model is to predict for it. */
export type Label = Manifest['task']['labels'][number];

/** A task to finetune on: what a manifest says of it, and how files write its columns and labels. */
export interface Task {
  /** As `--task` and an identifier write it: lower-case letters, digits and hyphens. */
  readonly name: string;
  readonly title: string;
  /** What a federation on it is for, in words for a volunteer. */
  readonly purpose: string;
  /** With a `{column}` for each text, named as in the published files, and one `<mask>`. */
  readonly template: string;
  /** Classes in order; each word is one token, with its leading space. */
  readonly labels: readonly Label[];
  /** Tokens of a row at most. */
  readonly maxTokens: number;
  /** Where the published files have their labels; null where it is guessed. */
  readonly labelColumn: string | null;
  /** A label as files write it, in lower case -> its class. Null where it is guessed from the labels' names. */
  readonly spellings: ReadonlyMap<string, number> | null;
  /** What a reader of its figures should know. */
  readonly note: string;
}

/** A task or a sample of it that cannot be made; the message says what to do. */
export class TaskError extends Error {
  override readonly name = 'TaskError';
}

/** What a manifest's `task` holds. */
export function manifestTask({ template, labels, maxTokens }: Task): Manifest['task'] {
  return { template, labels: [...labels], maxTokens };
}
