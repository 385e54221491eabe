export type { ExportedModel } from './messages.ts';
export { ExportError, Reconstruction, type Watcher } from './reconstruction.ts';
export { snapshotName } from './snapshot-file.ts';
