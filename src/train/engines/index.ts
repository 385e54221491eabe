export { planTrials } from './candidates.ts';
export { type ChoiceSetup, type EnginePolicy, type TrialStore, chooseEngine, chosenEngine } from './choose.ts';
export { type EngineUse, EngineSupply } from './supply.ts';
export type { Surroundings } from './surroundings.ts';
export { type Trial, describeTrials } from './trial.ts';
