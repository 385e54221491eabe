export { S3_VARIABLES, openSnapshots, snapshotPlace } from './place.ts';
export { type ByteRange, type SnapshotPlace, type SnapshotStore, SnapshotStoreError } from './store.ts';
