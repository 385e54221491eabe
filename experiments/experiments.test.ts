import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { accuracy } from './accuracy.ts';
import { computation } from './computation.ts';
import { type ArmResult, type Experiment, type Form, runExperiment } from './support/index.ts';
import { look, run } from './support/testing.ts';
import { robustness } from './robustness.ts';
import { sweeps } from './sweeps.ts';
import { upload } from './upload.ts';

const ALL = [computation, accuracy, upload, sweeps, robustness];
const FORMS: readonly Form[] = ['short', 'full'];

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'experiments-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const cases = ALL.flatMap((experiment) => FORMS.map((form) => ({ name: experiment.name, experiment, form })));

test.each(cases)(
  '$name, $form form: every arm has a name of its own, and grids are of one size',
  ({ experiment, form }) => {
    const { arms, seeds } = experiment.plan({ form, layers: 12 });
    expect(new Set(arms.map(({ name }) => name)).size).toBe(arms.length);
    expect(new Set(arms.map(({ rates }) => rates.length)).size).toBe(1);
    expect(arms[0]!.rates.length > 1).toBe(form === 'full');
    expect(seeds[0]).toBe(13);
  },
);

/** Figures that rise, in place of runs. */
function invented(experiment: Experiment, form: Form): ArmResult[] {
  const looks = [0, 1, 2, 3, 4].map((round) =>
    look({
      round,
      accuracy: 0.5 + 0.08 * round,
      heldOutLoss: 0.7 - 0.05 * round,
      forwards: 35 * round,
      flops: 1e9 * round,
      bytesUp: 700 * round,
    }),
  );
  return experiment
    .plan({ form, layers: 4 })
    .arms.map((arm) => ({ ...arm, rate: arm.rates[0]!, trials: [], runs: [run(looks), run(looks)] }));
}

test.each(cases)(
  '$name, $form form: tables are full and every panel has its lines, with failed runs left out',
  ({ experiment, form }) => {
    const setting = { form, layers: 4 };
    const arms = invented(experiment, form);
    const { tables, chart, summary } = experiment.report(arms, setting);
    for (const { rows } of tables) for (const row of rows) expect(row).toHaveLength(rows[0]!.length);
    for (const panel of chart.panels)
      expect((panel.kind === 'lines' ? panel.series : panel.rows).length).toBeGreaterThan(0);
    expect(JSON.stringify([tables, summary])).not.toMatch(/NaN|undefined|Infinity/);
    const without = experiment.report(
      arms.map((arm, i) => (i === 0 ? { ...arm, rate: null, runs: [] } : arm)),
      setting,
    );
    expect(JSON.stringify([without.tables, without.summary])).not.toMatch(/NaN|undefined|Infinity/);
  },
);

test('FedSPZO is 1, and who did not reach the target has a bound, not a number', () => {
  const setting = { form: 'short', layers: 4 } as const;
  const arms = invented(computation, 'short').map((arm) =>
    arm.name === 'FedZO'
      ? { ...arm, runs: arm.runs.map((one) => run(one.looks.map((each) => ({ ...each, accuracy: 0.5 })))) }
      : arm,
  );
  const rows = computation.report(arms, setting).tables[0]!.rows;
  expect(rows.find(([name]) => name === 'FedSPZO')!.slice(2)).toEqual(['105', '1.00', '2 of 2']);
  expect(rows.find(([name]) => name === 'FedZO')!.slice(2)).toEqual(['not within 140', 'at least 1.33', '0 of 2']);
});

/** Three short runs to choose a rate by and two to report, one of which cannot be. */
const tiny: Experiment = {
  ...computation,
  plan: (setting) => ({
    ...computation.plan(setting),
    seeds: [13],
    flags: { shots: 16, clients: 2, 'per-round': 2, 'local-steps': 1, batch: 4, budget: 8, 'held-out': 16 },
    arms: [
      { name: 'FedZO', task: 'sst2', flags: { method: 'fedzo', p: 2000 }, rates: [1e-4, 3e-4] },
      { name: 'FedSPZO', task: 'sst2', flags: { method: 'fedspzo', p2: 2 }, rates: [1e-4, 3e-4] },
    ],
  }),
};
const options = {
  form: 'short',
  data: null,
  model: null,
  seeds: null,
  jobs: 2,
  command: 'npm run experiment -- tiny',
} as const;

test('an experiment chooses its rates, writes its files, names what failed, and computes nothing twice', async () => {
  const json = path.join(folder, 'out', 'tiny.json');
  const signal = new AbortController().signal;
  const failures = await runExperiment(tiny, { ...options, json }, signal, folder);
  expect(failures.map(({ run: name }) => name).sort()).toEqual([
    'FedZO, rate 0.0001, seed 13, development',
    'FedZO, rate 0.0003, seed 13, development',
  ]);
  expect(failures[0]!.why).toContain('--p must be');
  const found = JSON.parse(readFileSync(json, 'utf8'));
  expect(Object.keys(found).slice(0, 4)).toEqual(['keys', 'machine', 'command', 'form']);
  expect(found).toMatchObject({ form: 'short', data: [{ isStandIn: true }], failures });
  const [second, first] = found.arms;
  expect(first.trials).toHaveLength(2);
  expect(first.runs).toMatchObject([{ seed: 13, training: 32, heldOut: 16, clients: 2 }]);
  expect(first.runs[0].looks.at(-1).forwards).toBeGreaterThanOrEqual(8);
  expect(second).toMatchObject({ rate: null, runs: [] });
  const page = readFileSync(path.join(folder, 'out', 'tiny.md'), 'utf8');
  for (const words of ['![Computation', 'stand in for SST-2', '**Failed:** FedZO', 'None of them is the paper']) {
    expect(page).toContain(words);
  }
  expect(existsSync(path.join(folder, 'out', 'tiny.svg'))).toBe(true);

  const before = readdirSync(folder).sort();
  await runExperiment(
    { ...tiny, plan: (setting) => ({ ...tiny.plan(setting), arms: tiny.plan(setting).arms.slice(1) }) },
    { ...options, json },
    signal,
    folder,
  );
  expect(readdirSync(folder).sort()).toEqual(before);
  expect(JSON.parse(readFileSync(json, 'utf8')).arms[0]).toEqual(first);
});

test('an experiment that is ended goes on from its last round', async () => {
  const json = path.join(folder, 'out', 'tiny.json');
  const ending = new AbortController();
  const arm = { name: 'FedSPZO', task: 'sst2', flags: { method: 'fedspzo', p2: 2 }, rates: [1e-4] } as const;
  const long: Experiment = {
    ...tiny,
    plan: (setting) => ({
      ...tiny.plan(setting),
      arms: [arm],
      lookEvery: 1,
      flags: { ...tiny.plan(setting).flags, budget: 80 },
    }),
  };
  const checkpoint = () =>
    readdirSync(folder).find(
      (name) => name.includes('.checkpoint.') && readFileSync(path.join(folder, name), 'utf8').split('\n').length > 5,
    );
  const watch = setInterval(() => {
    if (checkpoint()) ending.abort(new Error('Ended.'));
  }, 20);
  const ended = runExperiment(long, { ...options, json }, ending.signal, folder).finally(() => clearInterval(watch));
  await expect(ended).rejects.toThrow('Ended.');
  const name = checkpoint()!;
  const line = readFileSync(path.join(folder, name), 'utf8').split('\n')[3]!;
  await runExperiment(long, { ...options, json }, new AbortController().signal, folder);
  const { looks } = JSON.parse(readFileSync(json, 'utf8')).arms[0].runs[0];
  const { row } = JSON.parse(line);
  // Wall time of a round is measured once: it is the same only where the round was not computed again.
  const again = looks.find(({ round }: { round: number }) => round === row.round);
  expect(again.seconds).toBe(row.total.seconds);
  expect(looks.at(-1).forwards).toBeGreaterThanOrEqual(80);
});
