import { computed, signal } from '@preact/signals';
import {
  DataError,
  type DataErrorCode,
  type LabelMapping,
  type LabelValue,
  type ParseOptions,
  type RowChoice,
  type RowSet,
  type Sample,
  type Table,
  guessChoice,
  guessColumns,
  labelValues,
  loadSample,
  parseTable,
  readTable,
  toExamples,
  toRows,
  withBothParts,
} from '../../data/index.ts';
import { mapLabels } from '../../tasks/index.ts';
import { keepDataset } from '../storage.ts';
import type { Shape } from './shape.ts';

/** Own data on its way in: what was read, and what its owner says it means. */
export interface Draft extends RowChoice {
  readonly name: string;
  readonly source: 'file' | 'paste';
  readonly table: Table;
  /** Whether the first row names the columns; null where the format says so itself. */
  readonly header: boolean | null;
  /** Whether each line is one text; null where the format leaves no doubt. */
  readonly asLines: boolean | null;
  /** Reads the same source again. */
  readonly read: (options: ParseOptions) => Promise<Table>;
}

export const draft = signal<Draft | null>(null);
export const draftProblem = signal<DataErrorCode | 'unread' | null>(null);
export const reading = signal(false);
/** Files that are looked at after this one. */
export const waiting = signal<readonly File[]>([]);

/** What the draft gives as it stands. */
export const draftRows = computed<RowSet | null>(() => draft.value && toRows(draft.value.table, draft.value));
export const draftLabels = computed<readonly LabelValue[]>(() =>
  draft.value && draft.value.label !== null ? labelValues(draft.value.table, draft.value.label) : [],
);
/** Rows of the draft whose label is empty. */
export const draftUnlabelled = computed(() => {
  if (!draft.value) return 0;
  const { table, label } = draft.value;
  return label === null ? table.rows.length : table.rows.filter((row) => isBlank(row.cells[label])).length;
});

function isBlank(cell = ''): boolean {
  return cell.trim() === '';
}

async function guarded(work: () => Promise<void>): Promise<void> {
  reading.value = true;
  try {
    await work();
    draftProblem.value = null;
  } catch (error) {
    draftProblem.value = error instanceof DataError ? error.code : 'unread';
  } finally {
    reading.value = false;
  }
}

/** Looks at the first file; the others come after it. */
export function readFiles(files: readonly File[], shape: Shape): Promise<void> {
  const [file, ...others] = files;
  if (!file) return Promise.resolve();
  waiting.value = others;
  const read = (options: ParseOptions) => readTable(file, { name: file.name, ...options });
  return guarded(() => start({ name: file.name, source: 'file', read }, shape));
}

/** @param name that it has until its owner gives another */
export function readPasted(text: string, name: string, shape: Shape): Promise<void> {
  const read = async (options: ParseOptions) => parseTable(text, options);
  return guarded(() => start({ name, source: 'paste', read }, shape));
}

type Source = Pick<Draft, 'name' | 'source' | 'read'>;

async function start(source: Source, shape: Shape): Promise<void> {
  const table = await source.read({});
  const asLines = table.format.startsWith('json') || shape.fields.length > 1 ? null : table.format === 'lines';
  draft.value = { ...source, asLines, ...interpreted(table, shape) };
}

type Interpreted = RowChoice & Pick<Draft, 'table' | 'header'>;

/** A guess, and any column where there is none: its owner sees it before anything is kept. */
function interpreted(table: Table, shape: Shape): Interpreted {
  const { fields } = shape;
  const named = table.columns.some((name, i) => name !== `Column ${i + 1}`);
  const header = table.format.startsWith('json') ? null : named;
  const guess = guessColumns(table, fields);
  const last = table.columns.length - 1;
  const texts = guess.texts.map((place, i) => place ?? Math.min(i, last));
  // Where there are no more columns than texts, none is left to hold labels.
  const label = last < fields.length || (guess.label !== null && texts.includes(guess.label)) ? null : guess.label;
  const empty = label === null ? 0 : table.rows.filter(({ cells }) => isBlank(cells[label])).length;
  // A few empty labels are gaps in the data, many are a pile that somebody has begun with.
  const unlabelled = label === null || empty > table.rows.length / 2;
  return { table, header, fields, texts, label, unlabelled, mapping: mappingOf(table, label, shape) };
}

function mappingOf(table: Table, label: number | null, { classes, spellings }: Shape): LabelMapping {
  return label === null ? new Map() : mapLabels(table, label, { labels: classes, spellings });
}

/** Reads the source again, its first row as names or as data. */
export function setHeader(header: boolean, shape: Shape): Promise<void> {
  return guarded(async () => {
    const old = draft.peek();
    if (!old) return;
    const table = await old.read({ header, ...(old.asLines && { format: 'lines' }) });
    draft.value = { ...old, ...interpreted(table, shape), header };
  });
}

/** Reads the source again, each line as one text or by its columns. */
export function setAsLines(asLines: boolean, shape: Shape): Promise<void> {
  return guarded(async () => {
    const old = draft.peek();
    if (!old) return;
    const table = await old.read({ format: asLines ? 'lines' : 'csv' });
    draft.value = { ...old, ...interpreted(table, shape), asLines };
  });
}

/** @param texts a column for each field @param label its column; null where there is none */
export function setColumns(texts: readonly number[], label: number | null, shape: Shape): void {
  const old = draft.peek();
  if (!old) return;
  const isNew = label !== old.label;
  const mapping = isNew ? mappingOf(old.table, label, shape) : old.mapping;
  draft.value = { ...old, texts, label, mapping, unlabelled: isNew ? label === null : old.unlabelled };
}

/** Whether rows without a label are kept. */
export function setUnlabelled(unlabelled: boolean): void {
  const old = draft.peek();
  if (old) draft.value = { ...old, unlabelled };
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

/** Keeps what the draft gives, and goes on to the next file. @returns its number; null where it was not kept */
export async function keepDraft(name: string, shape: Shape): Promise<number | null> {
  const [old, set] = [draft.peek(), draftRows.peek()];
  if (!old || !set || set.rows.length === 0) return null;
  const { source, fields } = old;
  const labels = shape.classes.map((c) => c.name);
  const examples = withBothParts(set.rows);
  const kept = await keepDataset({ name: name.trim() || old.name, source, fields, labels, examples });
  if (kept !== null) await nextDraft(shape);
  return kept;
}

/** Lets go of the draft, and goes on to the next file. */
export async function nextDraft(shape: Shape): Promise<void> {
  draft.value = null;
  await readFiles(waiting.peek(), shape);
}

export function keepSample(sample: Sample, { fields, classes }: Shape): Promise<void> {
  return guarded(async () => {
    const table = await loadSample(sample.name);
    const { examples } = toExamples(table, guessChoice(table, fields, classes));
    const labels = classes.map((c) => c.name);
    await keepDataset({ name: sample.title, source: `sample:${sample.name}`, fields, labels, examples });
  });
}
