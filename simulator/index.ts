export { ATTACKS, type Attack, type AttackName, attacked } from './attack.ts';
export { epochOf } from './chance.ts';
export { CheckpointError } from './checkpoint.ts';
export { nodeIdentity } from './keys.ts';
export { type Door, type Line, Network, type Way } from './network.ts';
export type { FirstOrder, SimulationOptions, Stop } from './options.ts';
export type { RoundRow } from './rows.ts';
export { type SimulationEvent, simulate } from './simulate.ts';
export { World } from './world.ts';
