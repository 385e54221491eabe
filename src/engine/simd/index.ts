export { createSimdEngine } from './create.ts';
export { openMachine } from './machine.ts';
