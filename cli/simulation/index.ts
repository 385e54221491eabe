export { bundledFolder } from '../../server/federations/index.ts';
export { openModel } from '../../server/hub/index.ts';
export type { Given } from './flags.ts';
export { type Spread, machine, spreadOf, writeRecord } from './record.ts';
