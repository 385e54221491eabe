export { type Clock, systemClock } from './clock.ts';
export { Control } from './control.ts';
export {
  type EnginePolicy,
  EngineSupply,
  type EngineUse,
  type Trial,
  type TrialStore,
  chooseEngine,
} from './engines/index.ts';
export type { Activity, Evaluation, Problem, TrainEvent } from './events.ts';
export { type Journal, MemoryJournal, type RoundName } from './journal.ts';
export type { Learner, Place, SnapshotSource, StepMeasurement } from './learner.ts';
export { type JoinSetup, join } from './join.ts';
export { LanguageLearner, type LearnerOptions } from './language-learner.ts';
export { type ModelKit, readModelKit } from './model-kit.ts';
export { type FileStore, obtainFiles } from './files.ts';
export { Replica } from './replica.ts';
export { Volunteer } from './volunteer.ts';
export type { VolunteerSetup } from './volunteer-setup.ts';
export type { Answer, JoinOptions, VolunteerWorker } from './volunteer-worker.ts';
