import {
  type Choice,
  type LabelMapping,
  type Table,
  guessChoice,
  guessColumns,
  guessMapping,
  labelValues,
} from '../data/index.ts';
import { templateFields } from '../protocol/index.ts';
import type { Task } from './task.ts';

/** What a task calls an example's texts, in order: the columns of its template. */
export function fieldsOf({ template }: Pick<Task, 'template'>): string[] {
  return templateFields(template).map(({ column }) => column);
}

/**
 * Where a table has a task's texts and labels, and which class each label stands for: the task's own label column and
 * spellings where the table has them, else a guess, as in the page.
 * @throws DataError when a text, the label or every class is lacking
 */
export function chooseColumns(table: Table, task: Task): Choice {
  const fields = fieldsOf(task);
  const wanted = task.labelColumn?.toLowerCase();
  const label = table.columns.findIndex((name) => name.toLowerCase() === wanted);
  const texts = guessColumns(table, fields).texts.filter((place) => place !== null);
  const mapping: LabelMapping = label < 0 ? new Map() : mapLabels(table, label, task);
  const lacking = texts.length < fields.length || texts.includes(label);
  if (lacking || mapping.size === 0) return guessChoice(table, fields, task.labels);
  return { fields, texts, label, mapping };
}

/** Which class each label of a column stands for: by the task's spellings where one of them occurs, else by a guess. */
export function mapLabels(
  table: Table,
  column: number,
  { spellings, labels }: Pick<Task, 'spellings' | 'labels'>,
): LabelMapping {
  const values = labelValues(table, column).map(({ value }) => value);
  const known = new Map<string, number>();
  for (const value of values) {
    const label = spellings?.get(value.toLowerCase());
    if (label !== undefined) known.set(value, label);
  }
  return known.size > 0 ? known : guessMapping(values, labels);
}
