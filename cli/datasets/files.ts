import { openAsBlob } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { DatasetError } from './error.ts';

/** Contents under a name; a name's ending tells the format. */
export interface DataFile {
  readonly name: string;
  readonly contents: Blob;
}

/** The files of a data set; `heldOut` is null where one part of `training` is to be held out. */
export interface DataFiles {
  readonly training: DataFile;
  readonly heldOut: DataFile | null;
}

const ENDINGS = ['jsonl', 'json', 'csv', 'tsv'];
/** As GLUE, SuperGLUE and the hub's copies call them. A test set is not among them: it has no labels, or nobody tunes on it. */
const HELD_OUT = ['validation', 'val', 'dev'];

/** Names that a training file may have, and those of the held-out file beside it. */
export const TRAINING_NAMES: readonly string[] = ENDINGS.map((ending) => `train.${ending}`);
export function heldOutNames(training: string): string[] {
  return HELD_OUT.map((stem) => training.replace(/train(?=\.\w+$)/, stem));
}

/** What is to be said where a folder has no training file. */
export const NO_TRAINING = `has no train.jsonl (or ${ENDINGS.slice(1).join(', ')}). Beside it, validation.jsonl is held out`;

/** A file, or a folder with a training file and perhaps one to hold out. @throws DatasetError when there is none */
export async function localFiles(source: string): Promise<DataFiles> {
  const found = await stat(source).catch(() => null);
  if (!found?.isDirectory()) return { training: await openFile(source), heldOut: null };
  const names = await readdir(source);
  const training = TRAINING_NAMES.find((name) => names.includes(name));
  if (training === undefined) throw new DatasetError(`The folder ${source} ${NO_TRAINING}.`);
  const heldOut = heldOutNames(training).find((name) => names.includes(name));
  return {
    training: await openFile(path.join(source, training)),
    heldOut: heldOut === undefined ? null : await openFile(path.join(source, heldOut)),
  };
}

async function openFile(file: string): Promise<DataFile> {
  // `openAsBlob` throws at once where other functions reject.
  const contents = await Promise.resolve()
    .then(() => openAsBlob(file))
    .catch(() => null);
  if (!contents)
    throw new DatasetError(`${file} cannot be read. Give --data a file, a folder or a sample: see --help.`);
  return { name: file, contents };
}
