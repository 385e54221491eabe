import { guessColumns } from './columns.ts';
import { type DatasetRow, isExample } from './dataset-row.ts';
import { type ClassName, type LabelMapping, guessMapping, labelValues } from './labels.ts';
import { type PrivateText, conceal } from './private-text.ts';
import { type RowError, type RowFault, rowError } from './row-error.ts';
import { cleanText, inWords } from './text.ts';
import { DataError, LIMITS, type Table } from './table.ts';

/** Texts, in the order of the task's fields, and the number of their class. */
export interface Example {
  readonly texts: readonly PrivateText[];
  readonly label: number;
  /** Whether it is held out of training; left out, its texts decide. */
  readonly heldOut?: boolean;
}

/** Where a table's texts and labels are, and what its labels mean. */
export interface Choice {
  /** What the task calls an example's texts, such as premise and hypothesis. */
  readonly fields: readonly string[];
  /** Their columns. */
  readonly texts: readonly number[];
  readonly label: number;
  readonly mapping: LabelMapping;
}

/** What a table gives: every row is an example, an error, or one of the duplicates. */
export interface ExampleSet {
  readonly examples: readonly Example[];
  /** The table's own errors too, by line. */
  readonly errors: readonly RowError[];
  /** Rows that repeat earlier texts with the same label. */
  readonly duplicates: number;
}

export function toExamples(table: Table, choice: Choice): ExampleSet {
  const { rows, errors, duplicates } = toRows(table, { ...choice, unlabelled: false });
  return { examples: rows.filter(isExample), errors, duplicates };
}

/** A choice for a table whose labels may be missing. */
export interface RowChoice extends Omit<Choice, 'label'> {
  /** Null where the table has none. */
  readonly label: number | null;
  /** Whether rows without a label are kept, to be labelled later; else they are errors. */
  readonly unlabelled: boolean;
}

/** What a table gives: every row is a row of the data set, an error, or one of the duplicates. */
export interface RowSet {
  readonly rows: readonly DatasetRow[];
  readonly errors: readonly RowError[];
  /** Rows that repeat earlier texts, and say nothing new of their label. */
  readonly duplicates: number;
}

export function toRows(table: Table, { fields, texts, label, mapping, unlabelled }: RowChoice): RowSet {
  const rows: DatasetRow[] = [];
  const errors = [...table.errors];
  const seen = new Map<string, { label: number | null; readonly line: number; readonly place: number }>();
  let duplicates = 0;
  for (const { line, lastLine, cells } of table.rows) {
    const refuse = (fault: RowFault) => errors.push(rowError({ line, lastLine }, fault));
    const plain = texts.map((column) => cleanText(cells[column] ?? ''));
    const empty = plain.indexOf('');
    const long = plain.findIndex((text) => text.length > LIMITS.text);
    const written = label === null ? '' : (cells[label] ?? '').trim();
    const mapped = written === '' ? null : mapping.get(written);
    // Clean texts have no control characters.
    const key = plain.join('\u0000');
    const earlier = seen.get(key);
    if (empty >= 0) refuse({ code: 'empty-text', field: fields[empty]! });
    else if (long >= 0) refuse({ code: 'long-text', field: fields[long]! });
    else if (mapped === null && !unlabelled) refuse({ code: 'no-label' });
    else if (mapped === undefined) refuse({ code: 'unknown-label' });
    else if (!earlier) {
      seen.set(key, { label: mapped, line, place: rows.length });
      rows.push({ texts: plain.map(conceal), label: mapped });
    } else if (earlier.label === null || mapped === null || earlier.label === mapped) {
      duplicates++;
      if (earlier.label === null && mapped !== null) {
        earlier.label = mapped;
        rows[earlier.place] = { ...rows[earlier.place]!, label: mapped };
      }
    } else refuse({ code: 'contradiction', line: earlier.line, fields });
  }
  return { rows, errors: errors.sort((a, b) => a.line - b.line), duplicates };
}

/**
 * Guesses columns and mapping.
 *
 * @param fields names of an example's texts, in order
 * @throws DataError when a text, the label or not one class can be found
 */
export function guessChoice(table: Table, fields: readonly string[], classes: readonly ClassName[]): Choice {
  const { texts, label } = guessColumns(table, fields);
  const lacking = texts.indexOf(null);
  if (lacking >= 0 || label === null) {
    const what = lacking < 0 ? 'a label' : fields.length === 1 ? 'a text' : `the ${fields[lacking]}`;
    throw new DataError(
      'no-columns',
      `No column of the data looks like ${what}.`,
      `Name the columns ${inWords([...fields, 'label'].map((name) => `"${name}"`))} in the first line.`,
    );
  }
  const mapping = guessMapping(
    labelValues(table, label).map(({ value }) => value),
    classes,
  );
  if (mapping.size === 0) {
    throw new DataError(
      'no-columns',
      `No label of column "${table.columns[label]}" stands for a class.`,
      `Use the labels ${classes.map(({ name }) => name).join(', ')}.`,
    );
  }
  return { fields, texts: texts.filter((place) => place !== null), label, mapping };
}

/** Whether examples of the one fields are examples of the others: a single text is one, whatever its name. */
export function sameFields(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && (a.length === 1 || a.every((name, i) => name === b[i]));
}

/** How many examples each class has; rows without a label count nowhere. */
export function countLabels(rows: readonly DatasetRow[], classes: number): number[] {
  const counts = Array.from({ length: classes }, () => 0);
  for (const { label } of rows) if (label !== null) counts[label]!++;
  return counts;
}
