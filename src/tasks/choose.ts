import {
  type Choice,
  DataError,
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
 * spellings where the table has them, each for itself, else a guess, as in the page.
 * @param labelColumn what a person calls the column of labels: no other will do then
 * @throws DataError when a text, the label or every class is lacking
 */
export function chooseColumns(table: Table, task: Task, labelColumn: string | null = null): Choice {
  const fields = fieldsOf(task);
  const named = placeOf(table, labelColumn ?? task.labelColumn);
  if (labelColumn !== null) return chooseTexts(table, task, named, labelColumn);
  const guess = guessColumns(table, fields);
  const label = named < 0 ? (guess.label ?? named) : named;
  const texts = guess.texts.filter((place) => place !== null);
  const mapping: LabelMapping = label < 0 ? new Map() : mapLabels(table, label, task);
  const lacking = texts.length < fields.length || texts.includes(label);
  if (lacking || mapping.size === 0) return guessChoice(table, fields, task.labels);
  return { fields, texts, label, mapping };
}

/** The columns of the texts, where that of the labels is known. */
function chooseTexts(table: Table, task: Task, label: number, name: string): Choice {
  const fault = (message: string, remedy: string) => new DataError('no-columns', message, remedy);
  if (label < 0) throw fault(`There is no column "${name}".`, 'Name the column of labels as the first line does.');
  const mapping = mapLabels(table, label, task);
  if (mapping.size === 0) {
    const names = task.labels.map((one) => one.name).join(', ');
    throw fault(`No label of column "${name}" stands for a class.`, `The classes are called ${names}.`);
  }
  const fields = fieldsOf(task);
  // Without a name and without contents no guess takes it for a text.
  const others = {
    ...table,
    columns: table.columns.with(label, ''),
    rows: table.rows.map((row) => ({ ...row, cells: row.cells.with(label, '') })),
  };
  const texts = guessColumns(others, fields).texts;
  const lacking = texts.indexOf(null);
  if (lacking >= 0) throw fault(`No column looks like the ${fields[lacking]}.`, `Name it so in the first line.`);
  return { fields, texts: texts.filter((place) => place !== null), label, mapping };
}

function placeOf({ columns }: Table, name: string | null): number {
  return columns.findIndex((column) => column.toLowerCase() === name?.toLowerCase());
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
