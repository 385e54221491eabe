import { type Flag, positiveNumber, readFlags, wholeNumber, UsageError } from '../cli/options.ts';
import { defaultDropped, droppedRounds } from './dropped.ts';
import { fuzzFrames } from './frames/index.ts';
import { killCycles } from './kill.ts';
import { type LoadSettings, defaultLoad, load } from './load.ts';
import { replicas } from './replicas.ts';
import { restarts } from './restart.ts';
import { tell, writeRecord } from './support/index.ts';

const json: Flag = { value: 'FILE', help: 'where the result goes; printed in any case' };

/** The command that repeats this run, without the password in a database's address. */
function commandOf(): string {
  const words = process.argv.slice(2).map((word) => word.replace(/^postgres(ql)?:.*/, 'URL'));
  return `npm run loadtest -- ${words.join(' ')}`.trim();
}

async function finish(file: string | undefined, result: object): Promise<void> {
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

export async function runKill(args: string[], signal: AbortSignal): Promise<void> {
  const flags = readFlags(
    'npm run loadtest -- kill',
    'Kills a relay on SQLite with -9 under load, again and again, and holds its log against what it acknowledged.',
    { cycles: { value: 'N', help: 'kills (200)' }, clients: { value: 'N', help: 'clients (12)' }, json },
    args,
  );
  const cycles = wholeNumber('cycles', flags.cycles, 200, 1, 100_000);
  const clients = wholeNumber('clients', flags.clients, 12, 2, 200);
  await finish(flags.json, await killCycles({ cycles, clients }, signal));
}

export async function runFrames(args: string[], signal: AbortSignal): Promise<void> {
  const flags = readFlags(
    'npm run loadtest -- frames',
    'Sends random, truncated and bit-flipped frames to a relay while honest clients go on.',
    {
      frames: { value: 'N', help: "frames at the relay's sockets (1000000)" },
      codec: { value: 'N', help: 'frames at the codec directly (1000000)' },
      seed: { value: 'N', help: 'of the frames (1)' },
      json,
    },
    args,
  );
  const frames = wholeNumber('frames', flags.frames, 1_000_000, 10, 100_000_000);
  const codecFrames = wholeNumber('codec', flags.codec, 1_000_000, 0, 100_000_000);
  const seed = wholeNumber('seed', flags.seed, 1, 0, 0x7fffffff);
  await finish(flags.json, await fuzzFrames({ frames, codecFrames, seed }, signal));
}

export async function runDropped(args: string[], signal: AbortSignal): Promise<void> {
  const d = defaultDropped;
  const flags = readFlags(
    'npm run loadtest -- dropped',
    'Lets volunteers withhold contributions and come and go, and counts the rounds that close as they were opened.',
    {
      rounds: { value: 'N', help: `rounds (${d.rounds})` },
      clients: { value: 'N', help: `volunteers (${d.clients})` },
      asked: { value: 'N', help: `volunteers asked in a round at most (${d.maximum})` },
      target: { value: 'N', help: `contributions that close a round at once; 0: none (${d.target})` },
      quorum: { value: 'N', help: `contributions that a round needs (${d.quorum})` },
      deadline: { value: 'SECONDS', help: `of a round (${d.deadline})` },
      drop: { value: 'SHARE', help: `contributions that are not sent (${d.drop})` },
      churn: { value: 'SHARE', help: `volunteers that leave in a minute and come back (${d.churn})` },
      speed: { value: 'N', help: `all times are divided by this (${d.speed})` },
      json,
    },
    args,
  );
  const settings = {
    ...d,
    rounds: wholeNumber('rounds', flags.rounds, d.rounds, 2, 1_000_000),
    clients: wholeNumber('clients', flags.clients, d.clients, 1, 2000),
    maximum: wholeNumber('asked', flags.asked, d.maximum, 1, 10_000),
    target: wholeNumber('target', flags.target, d.target, 0, 10_000),
    quorum: wholeNumber('quorum', flags.quorum, d.quorum, 1, 10_000),
    deadline: positiveNumber('deadline', flags.deadline, d.deadline),
    drop: share('drop', flags.drop ?? String(d.drop)),
    churn: share('churn', flags.churn ?? String(d.churn)),
    speed: positiveNumber('speed', flags.speed, d.speed),
  };
  await finish(flags.json, await droppedRounds(settings, signal));
}

export async function runRestart(args: string[], signal: AbortSignal): Promise<void> {
  const flags = readFlags(
    'npm run loadtest -- restart',
    'Starts a relay on a long log and measures until it serves.',
    {
      entries: { value: 'N', help: 'entries of the log, which is built once (1000000)' },
      repeats: { value: 'N', help: 'starts (5)' },
      database: { value: 'URL', help: 'an empty PostgreSQL database; "own" starts one (SQLite)' },
      json,
    },
    args,
  );
  const entries = wholeNumber('entries', flags.entries, 1_000_000, 1, 100_000_000);
  const repeats = wholeNumber('repeats', flags.repeats, 5, 1, 1000);
  const { startPostgres } = await withoutExitHooks(() => import('../tests/support/postgres.ts'));
  const server = flags.database === 'own' ? await startPostgres() : null;
  try {
    const database = (await server?.database()) ?? flags.database ?? null;
    await finish(flags.json, await restarts({ entries, repeats, database }, signal));
  } finally {
    await server?.stop();
  }
}

export async function runCluster(args: string[], signal: AbortSignal): Promise<void> {
  const flags = readFlags(
    'npm run loadtest -- cluster',
    'Kills and stops the nodes of a relay on PostgreSQL under load, and holds its log against what it acknowledged.',
    {
      cycles: { value: 'N', help: 'faults: kill, pause beyond the lease, zombie, in turns (50)' },
      clients: { value: 'N', help: 'clients (16)' },
      database: { value: 'URL', help: 'an empty PostgreSQL database (one of its own)' },
      json,
    },
    args,
  );
  const cycles = wholeNumber('cycles', flags.cycles, 50, 1, 100_000);
  const clients = wholeNumber('clients', flags.clients, 16, 4, 200);
  const { clusterCycles } = await withoutExitHooks(() => import('./cluster.ts'));
  await finish(flags.json, await clusterCycles({ cycles, clients, database: flags.database ?? null }, signal));
}

export async function runReplicas(args: string[], signal: AbortSignal): Promise<void> {
  const flags = readFlags(
    'npm run loadtest -- replicas',
    'Compares the fingerprints of volunteers in Node, of a page in Chromium and of the relay after every round.',
    {
      rounds: { value: 'N', help: 'rounds (1000)' },
      volunteers: { value: 'N', help: 'headless volunteers in Node (2)' },
      json,
    },
    args,
  );
  const rounds = wholeNumber('rounds', flags.rounds, 1000, 1, 1_000_000);
  const volunteers = wholeNumber('volunteers', flags.volunteers, 2, 1, 8);
  await finish(flags.json, await replicas({ rounds, volunteers }, signal));
}

/** Imports what would end this process on Ctrl-C by itself, before anything is written; programs end their own servers. */
async function withoutExitHooks<T>(bring: () => Promise<T>): Promise<T> {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const before = signals.map((signal) => process.listeners(signal));
  const loaded = await bring();
  for (const [i, signal] of signals.entries()) {
    for (const listener of process.listeners(signal)) {
      if (!before[i]!.includes(listener)) process.off(signal, listener);
    }
  }
  return loaded;
}

function share(name: string, text: string | undefined): number {
  const value = Number(text ?? 0);
  if (!(value >= 0 && value <= 1)) throw new UsageError(`--${name} must be a number from 0 to 1, not "${text}".`);
  return value;
}
