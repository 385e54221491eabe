export { SharedLearner } from './shared-learner.ts';
export { type Line, Network, steadyLine } from './network.ts';
export { World } from './world.ts';
