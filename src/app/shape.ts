import { type ClassName, sameFields } from '../data/index.ts';
import { type Manifest, templateFields } from '../protocol/index.ts';
import type { DatasetSummary } from '../vault/index.ts';

/** What a federation's examples are made of. */
export interface Shape {
  /** Names of their texts, in order; one in most federations. */
  readonly fields: readonly string[];
  readonly classes: readonly ClassName[];
}

export function shapeOf({ template, labels }: Manifest['task']): Shape {
  return { fields: templateFields(template).map(({ column }) => column), classes: labels };
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
