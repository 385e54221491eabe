export { Reconstruction, type Watcher } from './reconstruction.ts';
export { snapshotName } from './snapshot-file.ts';
