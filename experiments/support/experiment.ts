import type { Chart } from '../../charts/index.ts';
import type { Given } from '../../cli/simulation/index.ts';
import type { Look, RunResult } from './run-file.ts';

/** Flags of `npm run simulate`. */
export type Flags = Readonly<Partial<Record<keyof Given, string | number>>>;

export type Form = 'short' | 'full';
export type TaskName = 'sst2' | 'rte' | 'wic' | 'boolq';

/** What a plan may depend on. */
export interface Setting {
  readonly form: Form;
  /** Of the model. */
  readonly layers: number;
}

/** One thing to compare: a method with its options, on every seed. */
export interface Arm {
  /** Unique in its experiment. */
  readonly name: string;
  readonly task: TaskName;
  /** Beside the plan's own; never seed, data, model or learning rate. */
  readonly flags: Flags;
  /** Learning rates to choose from on the development examples; a single one is taken as it is. */
  readonly rates: readonly number[];
}

/** How the learning rate of an arm is chosen: the highest score on the development examples, mean over the seeds. */
export interface Selection {
  /** For a reader of the results. */
  readonly words: string;
  readonly score: (looks: readonly Look[]) => number;
  /** How many of the seeds, from the first. */
  readonly seeds: number;
  /** Of the runs to choose by, where they differ from the plan's. */
  readonly flags?: Flags;
  readonly lookEvery?: number;
}

export interface Plan {
  readonly seeds: readonly number[];
  readonly flags: Flags;
  readonly arms: readonly Arm[];
  readonly selection: Selection;
  /** Forward passes between two looks at the held-out examples, about. */
  readonly lookEvery: number;
}

/** An arm's runs at the learning rate that was chosen for it. */
export interface ArmResult extends Arm {
  /** Null where every run of the choice failed. */
  readonly rate: number | null;
  /** What was tried, on the development examples; empty where there was no choice. */
  readonly trials: readonly { readonly rate: number; readonly score: number | null }[];
  /** One for each seed, but for those that failed. */
  readonly runs: readonly RunResult[];
}

export interface Table {
  readonly title: string;
  /** The first row is the head. */
  readonly rows: readonly (readonly string[])[];
}

export interface Report {
  readonly chart: Pick<Chart, 'panels'>;
  readonly tables: readonly Table[];
  /** The figures of tables and chart, for the JSON. */
  readonly summary: object;
}

/** A figure to be: its question, its runs, and how they become a table and a chart. */
export interface Experiment {
  readonly name: string;
  readonly title: string;
  readonly question: string;
  /** What a reader has to know about the comparison, a sentence each. */
  readonly method: readonly string[];
  plan(setting: Setting): Plan;
  report(arms: readonly ArmResult[], setting: Setting): Report;
}
