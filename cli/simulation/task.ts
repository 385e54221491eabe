import { type OwnLabel, type Task, findTask, ownTask } from '../../src/tasks/index.ts';
import { UsageError } from '../options.ts';
import type { Given } from './flags.ts';

/**
 * The task that the flags speak of: a known one by its name, or one's own by a template and label words. Whether the
 * words are one token each is seen when the model is opened.
 * @throws UsageError, TaskError
 */
export function readTask(given: Given): Task {
  const { task: name, template, words, title } = given;
  if (template === undefined && words === undefined) {
    return { ...findTask(name ?? 'sentiment'), ...(title !== undefined && { title }) };
  }
  if (name !== undefined) {
    throw new UsageError('--task names a prompt that is known, --template and --words are your own: leave one out.');
  }
  if (template === undefined) throw new UsageError("--words wants a --template too, such as '{text} It was<mask>.'.");
  if (words === undefined) {
    throw new UsageError("--template wants the label words too, such as --words 'negative= terrible,positive= great'.");
  }
  return ownTask({ template, labels: words.split(',').map(readLabel), ...(title !== undefined && { title }) });
}

/** `name= word`, or the word alone. The template says whether there is a space before it. */
function readLabel(text: string): OwnLabel {
  const end = text.indexOf('=');
  if (end < 0) return { word: text };
  const name = text.slice(0, end).trim();
  if (name === '') throw new UsageError(`A class of --words has no name in "${text.trim()}": write name= word.`);
  return { name, word: text.slice(end + 1) };
}
