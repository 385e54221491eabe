export { type ChoiceSetup, type EnginePolicy, type TrialStore, chooseEngine } from './choose.ts';
export { type EngineUse, EngineSupply } from './supply.ts';
export type { Trial } from './trial.ts';
