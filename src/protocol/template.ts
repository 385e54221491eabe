import { FormatError } from './bytes.ts';

/** How a field's text is changed before it takes its place in a template. */
const FILTERS = ['drop-last', 'lower-first'] as const;

/** One `{column}` or `{column|filter}` of a template. */
export interface TemplateField {
  readonly column: string;
  /** `drop-last`: without its last character. `lower-first`: its first letter in lower case. Null: as it is. */
  readonly filter: (typeof FILTERS)[number] | null;
}

/** A field as it is written; the groups are its column and its filter. */
export const TEMPLATE_FIELD = /\{([^{}|]*)(?:\|([^{}]*))?\}/;

/**
 * The fields of a task's template, in its order.
 * @throws FormatError when it has no field, one twice, one without a name or with an unknown filter, or not one `<mask>`
 */
export function templateFields(template: string): readonly TemplateField[] {
  const fault = (why: string) => new FormatError(`The template "${template}" ${why}.`);
  const fields = [...template.matchAll(new RegExp(TEMPLATE_FIELD, 'g'))].map(([, column = '', name]): TemplateField => {
    if (!/^[\w -]{1,40}$/.test(column)) throw fault('has a field without a name of letters, digits, _, - and spaces');
    const filter = name === undefined ? null : FILTERS.find((known) => known === name);
    if (filter === undefined) throw fault(`has the filter "${name}"; there are ${FILTERS.join(' and ')}`);
    return { column, filter };
  });
  if (fields.length === 0) throw fault('has no field such as {text}');
  const twice = fields.find(({ column }, i) => fields.findIndex((field) => field.column === column) !== i);
  if (twice) throw fault(`has the field {${twice.column}} twice`);
  if (template.split('<mask>').length !== 2) throw fault('must have <mask> exactly once');
  return fields;
}
