import { parseArgs } from 'node:util';

/** The flags of every bench. */
export interface Options {
  /** Fewer cells and repeats: a look, not a result to quote. */
  readonly short: boolean;
  /** Where results go; written after every cell. */
  readonly json: string | null;
  /** Where a picture of the results goes, for benches that draw one. */
  readonly chart: string | null;
  /** Cells whose names contain this; the file's others stay as they are. */
  readonly only: string | null;
  /** Cells that the file has already are not measured again. */
  readonly resume: boolean;
  /** The command that repeats this run. */
  readonly command: string;
}

export function readOptions(bench: string): Options {
  const { values } = parseArgs({
    options: {
      short: { type: 'boolean', default: false },
      json: { type: 'string' },
      chart: { type: 'string' },
      only: { type: 'string' },
      resume: { type: 'boolean', default: false },
    },
  });
  const { short, json = null, chart = null, only = null, resume } = values;
  if (resume && json === null) throw new Error('--resume goes on with the file of --json FILE: name it.');
  const flags = process.argv.slice(2).join(' ');
  return { short, json, chart, only, resume, command: `npm run bench -- ${bench} ${flags}`.trim() };
}
