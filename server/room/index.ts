export type { Client } from './clients.ts';
export type { ClientEvent, Command, Effect, Moment, RoomEvent } from './events.ts';
export { choose } from './open.ts';
export type { Room, Round } from './room.ts';
export { type Rules, rulesOf } from './rules.ts';
export { restore, step, wakeTime } from './step.ts';
