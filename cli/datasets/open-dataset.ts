import {
  DataError,
  type Example,
  type RowError,
  type Table,
  loadSample,
  readTable,
  splitExamples,
  withBothParts,
  toExamples,
} from '../../src/data/index.ts';
import { type Source, type Task, chooseColumns } from '../../src/tasks/index.ts';
import { type Hub, hubFromEnvironment } from '../../server/hub/index.ts';
import { DatasetError } from './error.ts';
import { type DataFile, type DataFiles, localFiles } from './files.ts';
import { type DataProgress, fetchFile, hubFiles } from './remote.ts';
import { type DataSource, parseSource } from './source.ts';

/** Examples of a task, divided into what trains and what judges. */
export interface Dataset {
  readonly training: readonly Example[];
  /** A validation file's examples, or one in five, by a hash of their words. */
  readonly heldOut: readonly Example[];
  /** The training examples by where they came from: several of `sample:all`, else one. */
  readonly sources: readonly Source<Example>[];
  /** Which rows are left out, and why, for a terminal. Never quotes the data. */
  readonly notes: readonly string[];
}

export interface OpenDatasetOptions {
  /** What the data call the column of labels; left out, the task's own or a guess. */
  readonly labelColumn?: string;
  /** Left out: HF_ENDPOINT and HF_TOKEN. */
  readonly hub?: Hub;
  readonly onProgress?: DataProgress;
}

/**
 * Opens a data set and reads it as a task's examples.
 *
 * @param source a file; a folder with train and validation files; `sample:all|amazon|imdb|yelp`, or a part of them as
 *   `sample:imdb:2/3`; an http(s) address; `hub:OWNER/NAME[@REVISION]/PATH`
 * @throws DatasetError naming the source and what to do; HubError when it cannot be fetched
 */
export async function openDataset(source: string, task: Task, options: OpenDatasetOptions = {}): Promise<Dataset> {
  const parsed = parseSource(source);
  const { labelColumn = null } = options;
  const examplesOf = ({ name, contents }: DataFile) =>
    readExamples(name, task, labelColumn, () => readTable(contents, { name }));
  if (parsed.kind === 'sample') return openSamples(parsed, task, labelColumn);
  const { training, heldOut } = await filesOf(parsed, options);
  const read = await examplesOf(training);
  if (!heldOut) return withSplit([{ name: source, ...read }]);
  const judged = await examplesOf(heldOut);
  return {
    training: read.examples,
    heldOut: judged.examples,
    sources: [{ name: source, examples: read.examples }],
    notes: [...read.notes, ...judged.notes],
  };
}

function filesOf(source: Exclude<DataSource, { kind: 'sample' }>, options: OpenDatasetOptions): Promise<DataFiles> {
  const { hub = hubFromEnvironment(), onProgress = () => {} } = options;
  switch (source.kind) {
    case 'path':
      return localFiles(source.path);
    case 'url':
      return fetchFile(source.address, onProgress).then((training) => ({ training, heldOut: null }));
    case 'hub':
      return hubFiles(hub, source.repository, source.path, onProgress);
    default:
      return source satisfies never;
  }
}

async function openSamples(
  { names, index, parts }: Extract<DataSource, { kind: 'sample' }>,
  task: Task,
  labelColumn: string | null,
): Promise<Dataset> {
  const read = names.map(async (name) => ({
    name,
    ...(await readExamples(`sample:${name}`, task, labelColumn, () => loadSample(name))),
  }));
  return withSplit(await Promise.all(read), (_, i) => i % parts === index - 1);
}

interface ReadExamples {
  readonly examples: readonly Example[];
  readonly notes: readonly string[];
}

async function readExamples(
  name: string,
  task: Task,
  labelColumn: string | null,
  read: () => Promise<Table>,
): Promise<ReadExamples> {
  try {
    const table = await read();
    const { examples, errors } = toExamples(table, chooseColumns(table, task, labelColumn));
    if (examples.length === 0) throw new DatasetError(`${name} has no usable row (${errors.length} with errors).`);
    return { examples, notes: errors.length > 0 ? [leftOut(name, errors)] : [] };
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    throw new DatasetError(`${name}: ${error.message} ${error.remedy}`, error);
  }
}

/** @param trains which of a source's training examples are wanted, by their place */
function withSplit(
  read: readonly (ReadExamples & { readonly name: string })[],
  trains: (example: Example, place: number) => boolean = () => true,
): Dataset {
  const parts = read.map(({ name, examples }) => ({ name, ...splitExamples(withBothParts(examples)) }));
  const sources = parts.map(({ name, training }) => ({ name, examples: training.filter(trains) }));
  return {
    training: sources.flatMap(({ examples }) => examples),
    heldOut: parts.flatMap(({ heldOut }) => heldOut),
    sources,
    notes: read.flatMap(({ notes }) => notes),
  };
}

/** Lines that are named before the rest is counted. */
const NAMED = 5;

/** Which rows do not train, and why. Reasons never quote the data. */
function leftOut(name: string, errors: readonly RowError[]): string {
  const named = errors.slice(0, NAMED).map(({ line, reason }) => `  line ${line}: ${reason}`);
  const more = errors.length > NAMED ? [`  and ${errors.length - NAMED} more`] : [];
  const count = `${errors.length} ${errors.length === 1 ? 'row is' : 'rows are'} left out`;
  return [`${name}: ${count}:`, ...named, ...more].join('\n');
}
