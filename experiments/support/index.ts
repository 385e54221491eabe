export { spreadOf } from '../../cli/simulation/index.ts';
export type { Arm, ArmResult, Experiment, Flags, Form, Plan, Report, Setting, Table, TaskName } from './experiment.ts';
export { type Passes, after, areaUnder, atEnd, curve, late, passesOf } from './figures.ts';
export { readOptions } from './options.ts';
export { ratesOf } from './rates.ts';
export { runExperiment } from './run.ts';
export type { Look, RunResult } from './run-file.ts';
export { bytes, compact, inWords, nats, percent, percentTick } from './words.ts';
