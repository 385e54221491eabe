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

/** What of a data set is of another federation than one of this shape; null where it fits. */
export function misfit({ fields, labels }: DatasetSummary, shape: Shape): 'texts' | 'labels' | null {
  if (!sameFields(fields, shape.fields)) return 'texts';
  const same = labels.length === shape.classes.length && labels.every((name, i) => name === shape.classes[i]!.name);
  return same ? null : 'labels';
}

/** Whether a data set has an example that trains, and not only some that wait for a label or are held out. */
export function canTrain({ counts, heldOut = [] }: DatasetSummary): boolean {
  return counts.some((count, label) => count > (heldOut[label] ?? 0));
}

/** Whether the sample data may fit: they have one text in each row. */
export function fitsSamples({ fields }: Shape): boolean {
  return fields.length === 1;
}
