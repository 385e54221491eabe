export { runInNode } from './child.ts';
export { versionsOf } from './environment.ts';
export { type Options, readOptions } from './options.ts';
export { BrowserBench } from './page.ts';
export { type Cell, type Named, runBench } from './results.ts';
export { PEERS, exportForPeers, installPeers } from './peers.ts';
export { adapterSchema, spreadSchema } from './schemas.ts';
