export { type Clock, systemClock } from './clock.ts';
export { Control } from './control.ts';
export type { Activity, Evaluation, Problem, TrainEvent } from './events.ts';
export { type Journal, MemoryJournal, type RoundName } from './journal.ts';
export type { Learner, Place, SnapshotSource, StepMeasurement } from './learner.ts';
export { ChainError, Replica } from './replica.ts';
export { Volunteer, type VolunteerSetup } from './volunteer.ts';
export type { Answer, JoinOptions, VolunteerWorker } from './volunteer-worker.ts';
