import { type Example, sameFields } from '../data/index.ts';
import { type Manifest, templateFields } from '../protocol/index.ts';
import type { Dataset } from '../vault/index.ts';
import { UnfitDataError } from './problems.ts';

/**
 * A stored data set's examples, their classes put into the federation's order; all else of them stays as it is.
 * @throws UnfitDataError where the federation cannot learn from it, or it is gone
 */
export function fittingExamples(
  dataset: Pick<Dataset, 'fields' | 'labels' | 'examples'> | null,
  { task }: Pick<Manifest, 'task'>,
): readonly Example[] {
  if (!dataset) throw new UnfitDataError('This data set is not on this device any more.', { code: 'data-gone' });
  const fields = templateFields(task.template).map(({ column }) => column);
  if (!sameFields(dataset.fields, fields)) {
    const message = `This data set has no ${fields.join(' and ')} in each row.`;
    throw new UnfitDataError(message, { code: 'data-fields', details: { fields } });
  }
  const order = dataset.labels.map((name) => task.labels.findIndex((label) => label.name === name));
  if (order.includes(-1))
    throw new UnfitDataError("This data set has other classes than the federation's.", { code: 'data-classes' });
  return dataset.examples.map((example) => ({ ...example, label: order[example.label]! }));
}
