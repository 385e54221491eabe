import { computed, signal } from '@preact/signals';
import {
  type Choice,
  DataError,
  type ExampleSet,
  type LabelMapping,
  type LabelValue,
  type Table,
  guessColumns,
  labelValues,
  loadSample,
  guessChoice,
  parseTable,
  readTable,
  type Sample,
  toExamples,
} from '../../data/index.ts';
import { mapLabels } from '../../tasks/index.ts';
import type { Shape } from './shape.ts';
import { keepDataset } from '../storage.ts';

/** Own data on its way in: what was read, and what its owner says it means. */
export interface Draft extends Choice {
  readonly name: string;
  readonly source: 'file' | 'paste';
  readonly table: Table;
  /** Whether the first row names the columns; null where the format says so itself. */
  readonly header: boolean | null;
  /** Reads the same source again. */
  readonly read: (header: boolean) => Promise<Table>;
}

export const draft = signal<Draft | null>(null);
export const draftProblem = signal<{ readonly message: string; readonly remedy: string } | null>(null);
export const reading = signal(false);

/** What the draft gives as it stands. */
export const draftExamples = computed<ExampleSet | null>(
  () => draft.value && toExamples(draft.value.table, draft.value),
);
export const draftLabels = computed<readonly LabelValue[]>(() =>
  draft.value ? labelValues(draft.value.table, draft.value.label) : [],
);

async function guarded(work: () => Promise<void>): Promise<void> {
  reading.value = true;
  try {
    await work();
    draftProblem.value = null;
  } catch (error) {
    draftProblem.value =
      error instanceof DataError ? error : { message: 'The data could not be read.', remedy: 'Try a smaller file.' };
  } finally {
    reading.value = false;
  }
}

export function readFile(file: File, shape: Shape): Promise<void> {
  return guarded(() =>
    start(
      { name: file.name, source: 'file', read: (header) => readTable(file, { name: file.name, header }) },
      () => readTable(file, { name: file.name }),
      shape,
    ),
  );
}

export function readPasted(text: string, shape: Shape): Promise<void> {
  return guarded(() =>
    start(
      { name: 'Pasted text', source: 'paste', read: async (header) => parseTable(text, { header }) },
      async () => parseTable(text),
      shape,
    ),
  );
}

type Source = Pick<Draft, 'name' | 'source' | 'read'>;

async function start(source: Source, read: () => Promise<Table>, shape: Shape): Promise<void> {
  const table = await read();
  const named = table.columns.some((name, i) => name !== `Column ${i + 1}`);
  const delimited = table.format === 'csv' || table.format === 'tsv';
  draft.value = { ...source, table, header: delimited ? named : null, ...interpret(table, shape) };
}

/** A guess, and any column where there is none: its owner sees it before anything is kept. */
function interpret(table: Table, shape: Shape): Choice {
  const { fields } = shape;
  const guess = guessColumns(table, fields);
  const last = table.columns.length - 1;
  const texts = guess.texts.map((place, i) => place ?? Math.min(i, last));
  const label = guess.label ?? Math.min(fields.length, last);
  return { fields, texts, label, mapping: mappingOf(table, label, shape) };
}

function mappingOf(table: Table, label: number, { classes, spellings }: Shape): LabelMapping {
  return mapLabels(table, label, { labels: classes, spellings });
}

export function setHeader(header: boolean, shape: Shape): Promise<void> {
  return guarded(async () => {
    const old = draft.peek();
    if (!old) return;
    const table = await old.read(header);
    draft.value = { ...old, table, header, ...interpret(table, shape) };
  });
}

/** @param texts a column for each field */
export function setColumns(texts: readonly number[], label: number, shape: Shape): void {
  const old = draft.peek();
  if (!old) return;
  const mapping = label === old.label ? old.mapping : mappingOf(old.table, label, shape);
  draft.value = { ...old, texts, label, mapping };
}

/** @param target the class that a label stands for; null leaves its rows out */
export function setMapping(value: string, target: number | null): void {
  const old = draft.peek();
  if (!old) return;
  const mapping = new Map(old.mapping);
  if (target === null) mapping.delete(value);
  else mapping.set(value, target);
  draft.value = { ...old, mapping };
}

export async function keepDraft(name: string, { classes }: Shape): Promise<void> {
  const [old, set] = [draft.peek(), draftExamples.peek()];
  if (!old || !set || set.examples.length === 0) return;
  const { source, fields } = old;
  const labels = classes.map((c) => c.name);
  const kept = await keepDataset({ name: name.trim() || old.name, source, fields, labels, examples: set.examples });
  if (kept) draft.value = null;
}

export function keepSample(sample: Sample, { fields, classes }: Shape): Promise<void> {
  return guarded(async () => {
    const table = await loadSample(sample.name);
    const { examples } = toExamples(table, guessChoice(table, fields, classes));
    const labels = classes.map((c) => c.name);
    await keepDataset({ name: sample.title, source: `sample:${sample.name}`, fields, labels, examples });
  });
}
