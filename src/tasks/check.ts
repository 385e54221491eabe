import type { Tokenizer } from '../model/index.ts';
import { templateFields } from '../protocol/index.ts';
import type { Task } from './task.ts';

/**
 * Checks a task against a model's tokenizer: each label word must be one token, and another one than the others'.
 * @returns the label words' token ids
 * @throws ModelError naming the word and the nearest ones that would do; FormatError on a faulty template
 */
export function checkTask(task: Task, tokenizer: Pick<Tokenizer, 'labelIds'>): Uint32Array {
  templateFields(task.template);
  return tokenizer.labelIds(task.labels.map(({ word }) => word));
}
