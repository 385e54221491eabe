import { openAsBlob } from 'node:fs';
import path from 'node:path';
import {
  type Split,
  type Table,
  guessChoice,
  loadSample,
  readTable,
  splitExamples,
  toExamples,
} from '../src/data/index.ts';
import type { Manifest } from '../src/protocol/index.ts';
import { UsageError } from './options.ts';

/**
 * Reads a volunteer's data: `sample:NAME`, one part of a sample as `sample:NAME:2/3`, or a file's path.
 * Columns and labels are guessed as in the page.
 */
export async function localData(source: string, { task }: Manifest): Promise<Split> {
  const [kind, name = '', part] = source.split(':');
  const table = kind === 'sample' ? await loadSample(name) : await fileTable(source);
  const { examples, errors } = toExamples(table, guessChoice(table, task.labels));
  if (examples.length === 0) throw new UsageError(`${source} has no usable row (${errors.length} with errors).`);
  const { training, heldOut } = splitExamples(examples);
  if (kind !== 'sample' || !part) return { training, heldOut };
  const [index = 0, parts = 0] = part.split('/').map(Number);
  if (!(index >= 1 && index <= parts)) throw new UsageError(`The part in ${source} must be such as 2/3.`);
  return { training: training.filter((_, i) => i % parts === index - 1), heldOut };
}

async function fileTable(file: string): Promise<Table> {
  const blob = await openAsBlob(file).catch(() => null);
  if (!blob)
    throw new UsageError(`${file} cannot be read. --data takes a file or sample:amazon, sample:imdb, sample:yelp.`);
  return readTable(blob, { name: path.basename(file) });
}
