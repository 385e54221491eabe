/**
 * Federations under faults, as many as one likes: `npm run faults -- --seeds 20000 --from 1 --workers 2`.
 * Each seed is a federation of its own; one that fails is printed with its invariant, its last events and how to run it
 * again. Ctrl-C ends it after the seeds under way. `--help` lists the flags.
 */
import { fork } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { CHURN, runChurn } from './churn.ts';
import { SeedError, simulate } from './simulation.ts';

/** What a worker tells of a seed. */
interface Outcome {
  readonly seed: number;
  readonly failure: string | null;
  readonly rounds: number;
  readonly acked: number;
}

const HELP = `npm run faults -- [flags]
  --seeds N      federations to simulate (1000)
  --from K       the first seed (1)
  --workers W    processes (one for each core)
  --keep-going   does not stop at the first failure

npm run faults -- churn [--rounds N] [--json FILE]
  the share of rounds that close in time while contributions get lost and clients come and go`;

const {
  values,
  positionals: [what],
} = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: String(CHURN.rounds) },
    json: { type: 'string' },
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    workers: { type: 'string', default: String(availableParallelism()) },
    'keep-going': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
    // Of a worker: how far its seeds are apart.
    stride: { type: 'string' },
  },
});

const stopped = new AbortController();
process.once('SIGINT', () => stopped.abort());
process.once('disconnect', () => stopped.abort());

const from = Number(values.from);
const seeds = Number(values.seeds);
if (values.help) console.log(HELP);
else if (what !== undefined && what !== 'churn') {
  console.error(`There is no ${what} here.\n\n${HELP}`);
  process.exitCode = 2;
} else if (![from, seeds, Number(values.workers), Number(values.rounds)].every((n) => Number.isInteger(n) && n > 0)) {
  console.error(`--seeds, --from, --workers and --rounds take whole numbers above 0.\n\n${HELP}`);
  process.exitCode = 2;
} else if (what === 'churn') await churn();
else if (values.stride === undefined) process.exitCode = await lead();
else await work(Number(values.stride));

async function churn(): Promise<void> {
  const result = await runChurn({ ...CHURN, rounds: Number(values.rounds) }, (rounds) =>
    console.log(`${rounds} rounds`),
  );
  console.log(JSON.stringify(result, null, 2));
  if (values.json) {
    const command = `npm run faults -- ${process.argv.slice(2).join(' ')}`;
    await writeFile(values.json, `${JSON.stringify({ command, ...result }, null, 2)}\n`);
  }
}

/** In a worker: every `stride`th seed. */
async function work(stride: number): Promise<void> {
  for (let seed = from; seed < from + seeds && !stopped.signal.aborted; seed += stride) {
    const outcome = await outcomeOf(seed);
    // Whoever started this may have let go meanwhile.
    if (process.connected) process.send?.(outcome);
  }
  if (process.connected) process.disconnect();
}

async function outcomeOf(seed: number): Promise<Outcome> {
  try {
    const { rounds, acked } = await simulate(seed);
    return { seed, failure: null, rounds, acked };
  } catch (error) {
    if (!(error instanceof SeedError)) throw error;
    return { seed, failure: error.message, rounds: 0, acked: 0 };
  }
}

/** @returns the exit code */
async function lead(): Promise<number> {
  const workers = Math.min(Number(values.workers), seeds);
  const began = performance.now();
  const sum = { done: 0, failed: 0, rounds: 0, acked: 0 };
  const file = fileURLToPath(import.meta.url);
  const children = Array.from({ length: workers }, (_, i) => {
    const flags = ['--from', String(from + i), '--seeds', String(seeds - i), '--stride', String(workers)];
    return fork(file, flags);
  });
  const stop = (): void => {
    for (const child of children) if (child.connected) child.disconnect();
  };
  process.once('SIGINT', stop);
  const say = (): void => {
    const perSeed = (performance.now() - began) / Math.max(1, sum.done);
    console.log(`${sum.done} of ${seeds} seeds, ${sum.failed} failed, ${perSeed.toFixed(0)} ms each`);
  };
  const ends = children.map(
    (child) =>
      new Promise<number>((resolve) => {
        child.on('message', (outcome: Outcome) => {
          sum.done++;
          sum.rounds += outcome.rounds;
          sum.acked += outcome.acked;
          if (outcome.failure !== null) {
            sum.failed++;
            console.error(`\n${outcome.failure}\n`);
            if (!values['keep-going']) stop();
          }
          if (sum.done % 100 === 0) say();
        });
        child.on('exit', (code) => resolve(code ?? 1));
      }),
  );
  const codes = await Promise.all(ends);
  say();
  console.log(
    `${sum.rounds} rounds, ${sum.acked} contributions known to be taken; seeds ${from} to ${from + seeds - 1}`,
  );
  return sum.failed === 0 && codes.every((code) => code === 0) && (stopped.signal.aborted || sum.done === seeds)
    ? 0
    : 1;
}
