import path from 'node:path';
import { StatusLine } from '../../cli/progress.ts';
import { RunCache } from './cache.ts';
import type { ArmResult, Experiment, Plan, Setting } from './experiment.ts';
import { Jobs } from './jobs.ts';
import type { Options } from './options.ts';
import { type Failure, type Job, type PoolOptions, runAll } from './pool.ts';
import { Progress } from './progress.ts';
import type { RunResult } from './run-file.ts';
import { choose } from './select.ts';
import { type DataSource, openDataSource, openModelSource } from './sources.ts';
import { duration } from './words.ts';
import { type Outcome, writeOutcome } from './write.ts';

const CACHE = path.join(import.meta.dirname, '..', '..', '.cache', 'experiments');

/**
 * Runs what is missing of an experiment and writes its JSON, table and chart.
 * @param folder where runs are kept
 * @returns the runs that failed
 * @throws UsageError when data or model are not there; the signal's reason when it was ended
 */
export async function runExperiment(
  experiment: Experiment,
  options: Options,
  signal: AbortSignal,
  folder = CACHE,
): Promise<Failure[]> {
  const line = new StatusLine(process.stderr);
  const model = await openModelSource(options.model ?? undefined);
  const setting: Setting = { form: options.form, layers: model.architecture.layers };
  const planned = experiment.plan(setting);
  const plan: Plan = { ...planned, seeds: options.seeds ?? planned.seeds };
  const sources = new Map<string, DataSource>();
  for (const { task } of plan.arms) if (!sources.has(task)) sources.set(task, openDataSource(task, options.data));

  const began = performance.now();
  const cache = new RunCache(folder);
  const jobs = new Jobs(plan, model, sources);
  line.say(`${experiment.title}. ${experiment.question}`);
  await measurePace(plan, jobs, { cache, jobs: 1, signal, progress: new Progress(line, 1) });
  const pool: PoolOptions = { cache, jobs: options.jobs, signal, progress: new Progress(line, options.jobs) };
  announce(plan, jobs, pool, line);

  const choosing = plan.arms.filter(({ rates }) => rates.length > 1).flatMap((arm) => trialJobs(plan, jobs, arm));
  const failures = await runAll(choosing, pool);
  const chosen = plan.arms.map((arm) => {
    const trials = arm.rates.map((rate) => ({
      rate,
      runs: kept(cache, trialJobs(plan, jobs, { ...arm, rates: [rate] })),
    }));
    const choice = arm.rates.length > 1 ? choose(trials, selectionOf(plan)) : { rate: arm.rates[0]!, trials: [] };
    return { arm, ...choice };
  });
  const finalJobs = chosen.map(({ arm, rate }) =>
    rate === null ? [] : plan.seeds.map((seed) => jobs.of(arm, rate, seed, false)),
  );
  failures.push(...(await runAll(finalJobs.flat(), pool)));
  const arms = chosen.map(({ arm, rate, trials }, i): ArmResult => ({
    ...arm,
    rate,
    trials,
    runs: kept(cache, finalJobs[i]!),
  }));

  const seconds = (performance.now() - began) / 1000;
  const outcome: Outcome = {
    experiment,
    options,
    setting,
    plan,
    model,
    sources: [...sources.values()],
    arms,
    failures,
    seconds,
  };
  line.show('');
  for (const file of writeOutcome(outcome)) line.say(`Written: ${path.relative(process.cwd(), file)}`);
  line.say(`Done in ${duration(seconds)}.`);
  return failures;
}

function selectionOf({ selection, seeds }: Plan): Plan['selection'] {
  return { ...selection, seeds: Math.min(selection.seeds, seeds.length) };
}

function trialJobs(plan: Plan, jobs: Jobs, arm: Plan['arms'][number]): Job[] {
  const seeds = plan.seeds.slice(0, selectionOf(plan).seeds);
  return arm.rates.flatMap((rate) => seeds.map((seed) => jobs.of(arm, rate, seed, true)));
}

function kept(cache: RunCache, wanted: readonly Job[]): RunResult[] {
  return wanted.flatMap(({ key }) => cache.read(key) ?? []);
}

/** Forward passes take their time by task; those with a backward pass by their own. */
async function measurePace(plan: Plan, jobs: Jobs, pool: PoolOptions): Promise<void> {
  for (const arm of jobs.untimed()) {
    const before = kept(
      pool.cache,
      plan.arms.flatMap((one) =>
        one.task === arm.task && one.flags.method === arm.flags.method
          ? plan.seeds.map((seed) => jobs.of(one, one.rates[0]!, seed, false))
          : [],
      ),
    );
    const job = jobs.trial(arm);
    if (before.length === 0) {
      pool.progress.expect(1, job.seconds);
      await runAll([job], pool);
    }
    const last = (before[0] ?? pool.cache.read(job.key))?.looks.at(-1);
    if (last) jobs.timed(arm, last.seconds / Math.max(1, last.forwards));
  }
}

/** Says what is to be run, and how long it will take about. */
function announce(plan: Plan, jobs: Jobs, { cache, jobs: parallel, progress }: PoolOptions, line: StatusLine): void {
  const trials = plan.arms.filter(({ rates }) => rates.length > 1).flatMap((arm) => trialJobs(plan, jobs, arm));
  const finals = plan.arms.flatMap((arm) => plan.seeds.map((seed) => jobs.of(arm, arm.rates.at(-1)!, seed, false)));
  // Which rates will be chosen is not known: a run at another rate takes as long.
  const missing = [...trials, ...finals].filter(({ key }) => cache.read(key) === null);
  const seconds = missing.reduce((sum, job) => sum + job.seconds, 0);
  const all = trials.length + finals.length;
  const choice = trials.length > 0 ? `${trials.length} to choose learning rates by, ` : '';
  line.say(
    `${all} runs (${choice}${finals.length} on held-out examples), of which ${all - missing.length} are there from earlier; ` +
      `about ${duration(seconds / parallel)} with ${parallel} at once. Ctrl-C ends it; the same command goes on from there.`,
  );
  for (const { name, flags } of plan.arms) {
    line.say(
      `  ${name}: ${Object.entries(flags)
        .map(([flag, value]) => `--${flag} ${value}`)
        .join(' ')}`,
    );
  }
  progress.expect(missing.length, seconds);
}
