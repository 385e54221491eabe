export { benchManifest, makeLog } from './log.ts';
export { replay, restore } from './ways.ts';
