export { type Line, Network, steadyLine } from './network.ts';
export { World } from './world.ts';
