export { type Cell, cellSchema } from './cell.ts';
export { enginePasses, stockPasses } from './own.ts';
export { type Passes, timePasses } from './passes.ts';
