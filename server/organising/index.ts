export { type Care, MOST_PARTICIPANTS, Overseer } from './overseer.ts';
export { mergeRosters } from './merge.ts';
export { Roster, type RosterView, type Traffic } from './roster.ts';
export { Tally } from './tally.ts';
export { readRoster, writeRoster } from './wire.ts';
