export { Federation, type FederationSetup } from './federation.ts';
export { type Observer, silentObserver } from './observer.ts';
export type { Connection, Transport } from './peer.ts';
export { type Relay, type RelayOptions, startRelay } from './relay.ts';
export type { Surroundings } from './surroundings.ts';
