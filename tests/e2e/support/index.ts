export { type Changes, smallFederation } from './manifest.ts';
export type { Recording } from './frames.ts';
export { Organiser } from './organiser.ts';
export { RecordingProxy } from './proxy.ts';
export { RelayProcess } from './relay.ts';
export { PATIENCE, Tab } from './tab.ts';
export { NodeVolunteer } from './volunteer.ts';
