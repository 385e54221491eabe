import { type ClassName, sameFields } from '../../data/index.ts';
import type { Manifest } from '../../protocol/index.ts';
import { type Task, fieldsOf, taskOf } from '../../tasks/index.ts';
import type { DatasetSummary } from '../../vault/index.ts';

/** What a federation's examples are made of. */
export interface Shape {
  /** Names of their texts, in order; one in most federations. */
  readonly fields: readonly string[];
  readonly classes: readonly ClassName[];
  /** How the published files of a known task write their labels; null where it is guessed. */
  readonly spellings: Task['spellings'];
}

export function shapeOf(task: Manifest['task']): Shape {
  return { fields: fieldsOf(task), classes: task.labels, spellings: taskOf(task).spellings };
}

/** Why a data set cannot be used in a federation of this shape, as the end of a sentence; null where it can. */
export function misfit({ fields, labels }: DatasetSummary, shape: Shape): string | null {
  if (!sameFields(fields, shape.fields)) return 'its texts are of another federation';
  const same = labels.length === shape.classes.length && labels.every((name, i) => name === shape.classes[i]!.name);
  return same ? null : 'its labels are of another federation';
}

/** Whether the sample data may fit: they have one text in each row. */
export function fitsSamples({ fields }: Shape): boolean {
  return fields.length === 1;
}

/** What one row of data is called. */
export function rowNoun({ fields }: Pick<Shape, 'fields'>): string {
  return fields.length === 1 ? 'text' : 'example';
}
