import { guessColumns } from './columns.ts';
import { type ClassName, type LabelMapping, guessMapping, labelValues } from './labels.ts';
import { type PrivateText, conceal } from './private-text.ts';
import { cleanText, inWords } from './text.ts';
import { DataError, LIMITS, type RowError, type Table } from './table.ts';

/** Texts, in the order of the task's fields, and the number of their class. */
export interface Example {
  readonly texts: readonly PrivateText[];
  readonly label: number;
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

export function toExamples(table: Table, { fields, texts, label, mapping }: Choice): ExampleSet {
  const examples: Example[] = [];
  const errors = [...table.errors];
  const seen = new Map<string, { readonly label: number; readonly line: number }>();
  let duplicates = 0;
  for (const { line, lastLine, cells } of table.rows) {
    const refuse = (reason: string) => errors.push({ line, lastLine, reason });
    const plain = texts.map((column) => cleanText(cells[column] ?? ''));
    const empty = plain.indexOf('');
    const long = plain.findIndex((text) => text.length > LIMITS.text);
    const mapped = mapping.get((cells[label] ?? '').trim());
    // Clean texts have no control characters.
    const key = plain.join('\u0000');
    const earlier = seen.get(key);
    if (empty >= 0) refuse(`Its ${fields[empty]} is empty.`);
    else if (long >= 0) refuse(`Its ${fields[long]} has more than ${LIMITS.text} characters.`);
    else if ((cells[label] ?? '').trim() === '') refuse('Its label is empty.');
    else if (mapped === undefined) refuse('Its label stands for no class.');
    else if (earlier && earlier.label !== mapped) {
      refuse(`Line ${earlier.line} has the same ${inWords(fields)} with another label.`);
    } else if (earlier) duplicates++;
    else {
      seen.set(key, { label: mapped, line });
      examples.push({ texts: plain.map(conceal), label: mapped });
    }
  }
  return { examples, errors: errors.sort((a, b) => a.line - b.line), duplicates };
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

/** How many examples each class has. */
export function countLabels(examples: readonly Example[], classes: number): number[] {
  const counts = Array.from({ length: classes }, () => 0);
  for (const { label } of examples) counts[label]!++;
  return counts;
}
