import { type Flag, positiveNumber, readFlags, wholeNumber, UsageError } from '../cli/options.ts';
import { type LoadSettings, defaultLoad, load } from './load.ts';
import { tell, writeRecord } from './support/index.ts';

const json: Flag = { value: 'FILE', help: 'where the result goes; printed in any case' };

/** The command that repeats this run. */
function commandOf(): string {
  return `npm run loadtest -- ${process.argv.slice(2).join(' ')}`.trim();
}

export async function finish(file: string | undefined, result: object): Promise<void> {
  console.log(JSON.stringify(result, null, 2));
  await writeRecord(file, commandOf(), result);
  if (file !== undefined) tell(`Written to ${file}.`);
}

export async function runLoad(args: string[], signal: AbortSignal): Promise<void> {
  const flags = readFlags(
    'npm run loadtest',
    'Drives a relay with many clients over real sockets, on this machine.',
    {
      clients: { value: 'N', help: 'clients (100)' },
      seconds: { value: 'S', help: 'how long, after all have come (30)' },
      asked: { value: 'N', help: 'clients asked in a round at most (100)' },
      round: { value: 'SECONDS', help: 'a round: what its slowest client takes to answer (1)' },
      think: { value: 'MS', help: 'the same in milliseconds; 0: answers come at once' },
      drop: { value: 'SHARE', help: 'contributions that are not sent, 0 to 1 (0)' },
      churn: { value: 'SHARE', help: 'clients that leave in a minute and come back, 0 to 1 (0)' },
      restart: { value: null, help: 'kill the relay in the middle and start it anew' },
      relays: { value: 'N', help: 'nodes on one database (1)' },
      database: { value: 'URL', help: 'PostgreSQL instead of SQLite' },
      'no-reconstruct': { value: null, help: 'the relay does not rebuild the model' },
      'cpu-prof': { value: 'DIR', help: "writes a profile of the relay's processor time" },
      json,
    },
    args,
  );
  const relays = wholeNumber('relays', flags.relays, 1, 1, 8);
  if (relays > 1 && flags.database === undefined) throw new UsageError('--relays N needs --database URL.');
  const seconds = positiveNumber('round', flags.round, 1);
  const settings: LoadSettings = {
    ...defaultLoad,
    clients: wholeNumber('clients', flags.clients, defaultLoad.clients, 1, 20_000),
    seconds: positiveNumber('seconds', flags.seconds, defaultLoad.seconds),
    asked: wholeNumber('asked', flags.asked, defaultLoad.asked, 1, 10_000),
    think: wholeNumber('think', flags.think, Math.round(seconds * 1000), 0, 3_600_000),
    drop: share('drop', flags.drop),
    churn: share('churn', flags.churn),
    restart: flags.restart !== undefined,
    reconstruct: flags['no-reconstruct'] === undefined,
    relays,
    database: flags.database ?? null,
    nodeFlags: flags['cpu-prof'] === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${flags['cpu-prof']}`],
  };
  await finish(flags.json, await load(settings, signal));
}

function share(name: string, text: string | undefined): number {
  const value = Number(text ?? 0);
  if (!(value >= 0 && value <= 1)) throw new UsageError(`--${name} must be a number from 0 to 1, not "${text}".`);
  return value;
}
