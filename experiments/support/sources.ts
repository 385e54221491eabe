import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from '../../cli/options.ts';
import { bundledFolder, openModel } from '../../cli/simulation/index.ts';
import { LIGHT_MODEL, parseConfig } from '../../src/model/index.ts';
import { canonicalJson } from '../../src/protocol/index.ts';
import type { Flags, TaskName } from './experiment.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const MODEL_FOLDER = bundledFolder(LIGHT_MODEL);

/** The model of all runs. */
export interface ModelSource {
  readonly name: string;
  readonly architecture: ReturnType<typeof parseConfig>;
  /** For `--model`. */
  readonly place: string;
  /** Of the files' hashes. */
  readonly hash: string;
}

/** A task's examples. */
export interface DataSource {
  readonly task: TaskName;
  /** As a table calls it. */
  readonly title: string;
  /** True for the sample sets in SST-2's place. */
  readonly isStandIn: boolean;
  readonly flags: Flags;
  readonly hash: string;
  /** Held-out examples, about. */
  readonly heldOut: number;
}

const TITLES: Readonly<Record<TaskName, string>> = { sst2: 'SST-2', rte: 'RTE', wic: 'WiC', boolq: 'BoolQ' };
const FILES = ['train.jsonl', 'validation.jsonl'] as const;

/** What `--data` has to be, where it is missing or wrong. */
const ADVICE =
  'Give --data a folder with sst2/, rte/, wic/ and boolq/, each with train.jsonl and validation.jsonl in the fields of ' +
  'GLUE and SuperGLUE (the hub has them as nyu-mll/glue and aps/super_glue; convert Parquet to JSON lines).';

/** @throws ModelFilesError, HubError */
export async function openModelSource(place = MODEL_FOLDER): Promise<ModelSource> {
  const { name, files, contents } = await openModel(place);
  const architecture = parseConfig(JSON.parse(await contents.get('config.json')!.text()));
  const hashes = Object.fromEntries(files.map((file) => [file.name, file.sha256]));
  return { name, architecture, place, hash: createHash('sha256').update(canonicalJson(hashes)).digest('hex') };
}

/** @param folder of `--data`, or null @throws UsageError when the task's files are not there */
export function openDataSource(task: TaskName, folder: string | null): DataSource {
  if (folder === null) return standIn(task);
  const files = FILES.map((file) => path.join(folder, task, file));
  const missing = files.find((file) => !existsSync(file));
  if (missing) throw new UsageError(`${missing} is missing. ${ADVICE}`);
  const hash = createHash('sha256');
  let heldOut = 0;
  for (const file of files) {
    const bytes = readFileSync(file);
    hash.update(createHash('sha256').update(bytes).digest());
    heldOut = bytes.toString('utf8').trimEnd().split('\n').length;
  }
  const flags = { task, data: path.join(folder, task) };
  return { task, title: TITLES[task], isStandIn: false, flags, hash: hash.digest('hex'), heldOut };
}

/** The sample sets of short reviews: the same question as SST-2's, in other sentences. */
function standIn(task: TaskName): DataSource {
  if (task !== 'sst2') {
    throw new UsageError(`The examples of ${TITLES[task]} do not come with the project. ${ADVICE}`);
  }
  const { version }: { version: string } = JSON.parse(
    readFileSync(path.join(ROOT, 'node_modules', 'sentiment', 'package.json'), 'utf8'),
  );
  return {
    task,
    title: 'Short reviews (in place of SST-2)',
    isStandIn: true,
    flags: { task: 'sentiment', data: 'sample:all', 'split-by': 'dirichlet' },
    hash: `sentiment ${version}`,
    heldOut: 602,
  };
}
