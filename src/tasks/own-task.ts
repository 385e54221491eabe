import { FormatError, templateFields } from '../protocol/index.ts';
import { type Task, TaskError } from './task.ts';

/** A class of a task of one's own. */
export interface OwnLabel {
  /** The label word: one token. A leading space is put before it where the mask follows other text. */
  readonly word: string;
  /** What the class is called; left out, the word. */
  readonly name?: string;
  /** How the file writes it; left out, it is guessed from name, word and order. */
  readonly values?: readonly string[];
}

export interface OwnTask {
  /** With a `{column}` for each text and one `<mask>`, such as `{title}: {body} Topic:<mask>.` */
  readonly template: string;
  readonly labels: readonly OwnLabel[];
  readonly maxTokens?: number;
  readonly name?: string;
  readonly title?: string;
}

/** Rows of the sample sets fit into it; our choice. */
const MAX_TOKENS = 128;

/**
 * A task from a template and label words. `checkTask` says whether a model knows the words.
 * @throws TaskError on a template or labels that no manifest takes
 */
export function ownTask({ name = 'own', title = 'A task of your own', ...own }: OwnTask): Task {
  checkTemplate(own.template);
  const spaced = !own.template.trimStart().startsWith('<mask>');
  const labels = own.labels.map(({ word, name: label = word.trim() }) => ({
    name: label,
    word: spaced ? ` ${word.trim()}` : word.trim(),
  }));
  if (labels.length < 2) throw new TaskError('A task needs two label words or more, one for each class.');
  if (labels.some(({ word }) => word.trim() === '')) throw new TaskError('A label word is empty.');
  const twice = labels.find((label, i) => labels.findIndex((other) => other.name === label.name) !== i);
  if (twice) throw new TaskError(`Two classes are called "${twice.name}". Give each its own name.`);
  return {
    name,
    title,
    purpose: `Teach a language model to tell apart: ${labels.map((label) => label.name).join(', ')}.`,
    template: own.template,
    labels,
    maxTokens: own.maxTokens ?? MAX_TOKENS,
    labelColumn: null,
    spellings: spellingsOf(own.labels),
    note: '',
  };
}

function checkTemplate(template: string): void {
  try {
    templateFields(template);
  } catch (error) {
    if (error instanceof FormatError) throw new TaskError(error.message, { cause: error });
    throw error;
  }
}

/** Null where no class says how it is written. @throws TaskError where only some do, or two the same */
function spellingsOf(labels: readonly OwnLabel[]): ReadonlyMap<string, number> | null {
  if (labels.every(({ values }) => values === undefined)) return null;
  const spellings = new Map<string, number>();
  labels.forEach(({ word, values }, label) => {
    if (!values?.length) throw new TaskError(`Say how the file writes the class of "${word.trim()}" too, or for none.`);
    for (const value of values) {
      const plain = value.trim().toLowerCase();
      if (spellings.has(plain)) throw new TaskError(`The label "${value}" stands for two classes.`);
      spellings.set(plain, label);
    }
  });
  return spellings;
}
