export type { Given } from './flags.ts';
export { type Spread, machine, spreadOf, writeRecord } from './record.ts';
