import { boolq } from './boolq.ts';
import { rte } from './rte.ts';
import { sentiment } from './sentiment.ts';
import { sst2 } from './sst2.ts';
import { type Task, TaskError } from './task.ts';
import { wic } from './wic.ts';

export const TASKS: readonly Task[] = [sst2, rte, wic, boolq, sentiment];

/** @throws TaskError when there is none of that name */
export function findTask(name: string): Task {
  const task = TASKS.find((known) => known.name === name);
  if (task) return task;
  const names = TASKS.map((known) => known.name).join(', ');
  throw new TaskError(`There is no task "${name}". Choose one of ${names}, or give a template and label words.`);
}

/**
 * The task behind a manifest: the known one with the same template and label words, whose files are then read by
 * their published columns and labels; else one whose columns and labels are guessed. It matters: RTE's files write 0
 * for entailment, which no guess would find.
 */
export function taskOf({ template, labels, maxTokens }: Pick<Task, 'template' | 'labels' | 'maxTokens'>): Task {
  const known = TASKS.find(
    (task) => task.template === template && words(task.labels).join('\n') === words(labels).join('\n'),
  );
  if (known) return { ...known, labels, maxTokens };
  const own = { name: 'own', title: 'A task of your own', purpose: 'Teach a language model a task of your own.' };
  return { ...own, template, labels, maxTokens, labelColumn: null, spellings: null, note: '' };
}

function words(labels: Task['labels']): string[] {
  return labels.map(({ word }) => word);
}
