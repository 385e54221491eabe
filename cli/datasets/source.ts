import { SAMPLES, type SampleName } from '../../src/data/index.ts';
import { type Repository, parseRepository } from '../../server/hub/index.ts';
import { DatasetError } from './error.ts';

/** Where a data set is, as `--data` writes it. */
export type DataSource =
  | { readonly kind: 'path'; readonly path: string }
  /** Part `index` (from 1) of `parts` of the training examples; 1 of 1 is all. */
  | { readonly kind: 'sample'; readonly names: readonly SampleName[]; readonly index: number; readonly parts: number }
  | { readonly kind: 'url'; readonly address: URL }
  /** A file of a repository, or a folder with train and validation files; '' is its root. */
  | { readonly kind: 'hub'; readonly repository: Repository; readonly path: string };

/** What `--data` takes, for a command's help. */
export const DATA_HELP = `a file or folder; https://...; hub:OWNER/NAME[@REVISION]/PATH; ${samples().join(', ')}`;

/** @throws DatasetError when it is none of them */
export function parseSource(source: string): DataSource {
  if (source.startsWith('sample:')) return parseSample(source);
  if (source.startsWith('hub:')) return parseHub(source);
  if (/^https?:\/\//i.test(source)) {
    if (!URL.canParse(source)) throw new DatasetError(`${source} is no address.`);
    return { kind: 'url', address: new URL(source) };
  }
  return { kind: 'path', path: source };
}

function parseSample(source: string): DataSource {
  const [, name = '', part = '1/1', ...rest] = source.split(':');
  const names = SAMPLES.map((sample) => sample.name).filter((known) => name === 'all' || name === known);
  if (names.length === 0) {
    throw new DatasetError(`There is no sample set ${source}. There are ${samples().join(', ')}.`);
  }
  const [index = 0, parts = 0] = /^\d+\/\d+$/.test(part) ? part.split('/').map(Number) : [];
  if (!(index >= 1 && index <= parts) || rest.length > 0) {
    throw new DatasetError(`The part in ${source} must be such as 2/3.`);
  }
  return { kind: 'sample', names, index, parts };
}

function parseHub(source: string): DataSource {
  const [owner, name, ...path] = source.slice('hub:'.length).split('/');
  const repository = name ? parseRepository('dataset', `${owner}/${name}`) : null;
  if (!repository || path.includes('..')) {
    throw new DatasetError(`${source} must be such as hub:OWNER/NAME/train.jsonl or hub:OWNER/NAME@REVISION/FOLDER.`);
  }
  return { kind: 'hub', repository, path: path.join('/').replace(/\/$/, '') };
}

function samples(): string[] {
  return ['all', ...SAMPLES.map(({ name }) => name)].map((name) => `sample:${name}`);
}
