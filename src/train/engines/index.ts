export { planTrials } from './candidates.ts';
export { type ChoiceSetup, type EnginePolicy, type TrialStore, chooseEngine } from './choose.ts';
export { probe } from './probe.ts';
export { EngineError, type EngineUse, EngineSupply, openEngine } from './supply.ts';
export { type Surroundings, lookAround } from './surroundings.ts';
export { type Trial, describeTrials } from './trial.ts';
