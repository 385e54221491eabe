import { cpus } from 'node:os';
import { UsageError, readFlags, wholeNumber } from '../../cli/options.ts';
import type { Form } from './experiment.ts';

/** The flags of every experiment. */
export interface Options {
  readonly form: Form;
  /** A folder with a folder for each task; null for the sample sets. */
  readonly data: string | null;
  /** A folder or a hub's name; null for dandelion-mini. */
  readonly model: string | null;
  /** Null for the experiment's own. */
  readonly seeds: readonly number[] | null;
  readonly jobs: number;
  /** Null for the experiment's own place. */
  readonly json: string | null;
  /** The command that repeats this, without this machine's folders. */
  readonly command: string;
}

const FLAGS = {
  full: { value: null, help: 'the full form, which chooses learning rates and says how long it takes' },
  data: {
    value: 'DIR',
    help: 'a folder with sst2/, rte/, wic/, boolq/ (train.jsonl, validation.jsonl): docs/EXPERIMENTS.md',
  },
  model: { value: 'DIR|ID', help: "a folder or a hub's OWNER/NAME (dandelion-mini, the lighter of the bundled ones)" },
  seeds: { value: 'S,S,...', help: "a run for each (the experiment's own: 13,21,42 or fewer)" },
  jobs: { value: 'N', help: 'runs at once, a thread each (half of the cores)' },
  json: {
    value: 'FILE',
    help: 'write there, table and chart beside it (experiments/results/NAME.json, docs/experiments)',
  },
} as const;

/** @throws UsageError */
export function readOptions(about: string, [name = '', ...args]: readonly string[]): Options {
  const given = readFlags(`npm run experiment -- ${name || 'NAME'}`, about, FLAGS, [...args]);
  const { full, data = null, model = null, seeds, json = null } = given;
  const places = { data: 'DIR', json: 'FILE', ...(model !== null && isFolder(model) && { model: 'DIR' }) };
  const flags = Object.entries({ ...given, ...(data && { data: places.data }), ...(json && { json: places.json }) });
  const written = flags
    .filter(([flag]) => flag !== 'jobs' && flag !== 'json')
    .map(([flag, value]) =>
      flag === 'full' ? '--full' : `--${flag} ${flag === 'model' ? (places.model ?? value) : value}`,
    );
  return {
    form: full ? 'full' : 'short',
    data,
    model,
    seeds: seeds === undefined ? null : readSeeds(seeds),
    jobs: wholeNumber('jobs', given.jobs, Math.max(1, Math.floor(cpus().length / 2)), 1, 256),
    json,
    command: ['npm run experiment --', name, ...written].join(' '),
  };
}

function isFolder(model: string): boolean {
  return model.split('/').length !== 2 || model.startsWith('.');
}

function readSeeds(text: string): number[] {
  const seeds = text.split(',').map((seed) => wholeNumber('seeds', seed.trim(), 13, 0, 2 ** 32 - 1));
  if (new Set(seeds).size < seeds.length) throw new UsageError(`--seeds ${text} names a seed twice.`);
  return seeds;
}
