import { guessColumns } from './columns.ts';
import { type ClassName, type LabelMapping, guessMapping, labelValues } from './labels.ts';
import { type PrivateText, conceal } from './private-text.ts';
import { cleanText } from './text.ts';
import { DataError, LIMITS, type RowError, type Table } from './table.ts';

/** A text and the number of its class. */
export interface Example {
  readonly text: PrivateText;
  readonly label: number;
}

/** Where a table's texts and labels are, and what its labels mean. */
export interface Choice {
  readonly text: number;
  readonly label: number;
  readonly mapping: LabelMapping;
}

/** What a table gives: every row is an example, an error, or one of the duplicates. */
export interface ExampleSet {
  readonly examples: readonly Example[];
  /** The table's own errors too, by line. */
  readonly errors: readonly RowError[];
  /** Rows that repeat an earlier text with the same label. */
  readonly duplicates: number;
}

export function toExamples(table: Table, { text, label, mapping }: Choice): ExampleSet {
  const examples: Example[] = [];
  const errors = [...table.errors];
  const seen = new Map<string, { readonly label: number; readonly line: number }>();
  let duplicates = 0;
  for (const { line, lastLine, cells } of table.rows) {
    const refuse = (reason: string) => errors.push({ line, lastLine, reason });
    const plain = cleanText(cells[text] ?? '');
    const mapped = mapping.get((cells[label] ?? '').trim());
    const earlier = seen.get(plain);
    if (plain === '') refuse('Its text is empty.');
    else if (plain.length > LIMITS.text) refuse(`Its text has more than ${LIMITS.text} characters.`);
    else if ((cells[label] ?? '').trim() === '') refuse('Its label is empty.');
    else if (mapped === undefined) refuse('Its label stands for no class.');
    else if (earlier && earlier.label !== mapped) refuse(`Line ${earlier.line} has the same text with another label.`);
    else if (earlier) duplicates++;
    else {
      seen.set(plain, { label: mapped, line });
      examples.push({ text: conceal(plain), label: mapped });
    }
  }
  return { examples, errors: errors.sort((a, b) => a.line - b.line), duplicates };
}

/** Guesses columns and mapping. @throws DataError when no text, no label or not one class can be found */
export function guessChoice(table: Table, classes: readonly ClassName[]): Choice {
  const { text, label } = guessColumns(table);
  if (text === null || label === null) {
    throw new DataError(
      'no-columns',
      `No column of the data looks like ${text === null ? 'a text' : 'a label'}.`,
      'Name the columns "text" and "label" in the first line.',
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
  return { text, label, mapping };
}

/** How many examples each class has. */
export function countLabels(examples: readonly Example[], classes: number): number[] {
  const counts = Array.from({ length: classes }, () => 0);
  for (const { label } of examples) counts[label]!++;
  return counts;
}
