export { runInNode } from './child.ts';
export { ROOT, machine, versionsOf } from './environment.ts';
export { type Options, readOptions } from './options.ts';
export { BrowserBench } from './page.ts';
export { type Cell, type Named, runBench } from './results.ts';
export { adapterSchema, spreadSchema } from './schemas.ts';
