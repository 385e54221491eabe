export { type Relay, type RelayOptions, startRelay } from './relay.ts';
export { forkVolunteer, sampleShare } from './volunteers.ts';
