import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { drawChart } from '../../charts/index.ts';
import { machine, writeRecord } from '../../cli/simulation/index.ts';
import type { ArmResult, Experiment, Plan, Setting } from './experiment.ts';
import { KEYS } from './keys.ts';
import type { Options } from './options.ts';
import { pageOf } from './page.ts';
import type { Failure } from './pool.ts';
import type { DataSource, ModelSource } from './sources.ts';

/** All that an experiment came to. */
export interface Outcome {
  readonly experiment: Experiment;
  readonly options: Options;
  readonly setting: Setting;
  readonly plan: Plan;
  readonly model: ModelSource;
  readonly sources: readonly DataSource[];
  readonly arms: readonly ArmResult[];
  readonly failures: readonly Failure[];
  /** Wall time of this command; runs that were there from earlier took none of it. */
  readonly seconds: number;
}

const ROOT = path.join(import.meta.dirname, '..', '..');

/** Where an experiment's files go. A short form never replaces the figures of a full one. */
export function placesOf(name: string, { form, json }: Pick<Options, 'form' | 'json'>) {
  if (json !== null) {
    const stem = path.join(path.dirname(json), path.basename(json, '.json'));
    return { json, page: `${stem}.md`, chart: `${stem}.svg` };
  }
  const stem = form === 'full' ? name : `${name}-short`;
  const docs = path.join(ROOT, 'docs', 'experiments', stem);
  return { json: path.join(ROOT, 'experiments', 'results', `${stem}.json`), page: `${docs}.md`, chart: `${docs}.svg` };
}

/** @returns the files that were written */
export function writeOutcome(outcome: Outcome): string[] {
  const { experiment, options, setting, plan, model, sources, arms, failures, seconds } = outcome;
  const places = placesOf(experiment.name, options);
  const report = experiment.report(arms, setting);
  writeRecord(places.json, {
    keys: KEYS,
    machine: machine(),
    command: options.command,
    form: setting.form,
    seconds: Math.round(seconds),
    question: experiment.question,
    method: experiment.method,
    model: { name: model.name, layers: model.architecture.layers, hash: model.hash },
    data: sources.map(({ task, title, isStandIn, hash }) => ({ task, title, isStandIn, hash })),
    seeds: plan.seeds,
    flags: plan.flags,
    selection: {
      by: plan.selection.words,
      on: 'development examples: as many others of the training file as are trained on',
      seeds: plan.seeds.slice(0, plan.selection.seeds),
      gridSizes: [...new Set(plan.arms.map(({ rates }) => rates.length))],
    },
    summary: report.summary,
    arms: arms.map(({ name, task, flags, rates, rate, trials, runs }) => ({
      name,
      task,
      flags,
      rates,
      trials,
      rate,
      runs,
    })),
    failures,
  });
  mkdirSync(path.dirname(places.page), { recursive: true });
  const caption = captionOf(outcome);
  writeFileSync(places.chart, drawChart({ title: experiment.title, caption, panels: report.chart.panels }));
  writeFileSync(places.page, pageOf(outcome, report, path.basename(places.chart), machine()));
  return Object.values(places);
}

function captionOf({ setting, plan, model, sources }: Outcome): string[] {
  const count = plan.seeds.length;
  const band = count > 1 ? `mean of ${count} seeds, band from least to most` : 'one seed';
  const what = `${sources.map(({ title }) => title).join(', ')}; ${model.name}`;
  return [what, `${setting.form} form; ${band}`];
}
