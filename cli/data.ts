import { openAsBlob } from 'node:fs';
import path from 'node:path';
import {
  type RowError,
  type Split,
  type Table,
  guessChoice,
  loadSample,
  readTable,
  splitExamples,
  toExamples,
} from '../src/data/index.ts';
import { type Manifest, templateFields } from '../src/protocol/index.ts';
import { UsageError } from './options.ts';

/**
 * Reads a volunteer's data: `sample:NAME`, one part of a sample as `sample:NAME:2/3`, or a file's path.
 * Columns and labels are guessed as in the page.
 */
export async function localData(source: string, { task }: Manifest): Promise<Split> {
  const [kind, name = '', part] = source.split(':');
  const fields = templateFields(task.template).map(({ column }) => column);
  const table = kind === 'sample' ? await loadSample(name) : await fileTable(source);
  const { examples, errors } = toExamples(table, guessChoice(table, fields, task.labels));
  if (examples.length === 0) throw new UsageError(`${source} has no usable row (${errors.length} with errors).`);
  if (errors.length > 0) console.error(leftOut(errors));
  const { training, heldOut } = splitExamples(examples);
  if (kind !== 'sample' || !part) return { training, heldOut };
  const [index = 0, parts = 0] = part.split('/').map(Number);
  if (!(index >= 1 && index <= parts)) throw new UsageError(`The part in ${source} must be such as 2/3.`);
  return { training: training.filter((_, i) => i % parts === index - 1), heldOut };
}

/** Lines that are named before the rest is counted. */
const NAMED = 5;

/** Which rows do not train, and why. Reasons never quote the data. */
function leftOut(errors: readonly RowError[]): string {
  const named = errors.slice(0, NAMED).map(({ line, reason }) => `  line ${line}: ${reason}`);
  const more = errors.length > NAMED ? [`  and ${errors.length - NAMED} more`] : [];
  return [`${errors.length} ${errors.length === 1 ? 'row is' : 'rows are'} left out:`, ...named, ...more].join('\n');
}

async function fileTable(file: string): Promise<Table> {
  // `openAsBlob` throws at once where other functions reject.
  const blob = await Promise.resolve()
    .then(() => openAsBlob(file))
    .catch(() => null);
  if (!blob) throw new UsageError(`${file} cannot be read.`, 'Give --data a file, or one of the samples: see --help.');
  return readTable(blob, { name: path.basename(file) });
}
