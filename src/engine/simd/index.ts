export { createSimdEngine } from './create.ts';
