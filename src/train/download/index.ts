export { ChunkPlan } from './chunk-plan.ts';
export { FileError, type FileFault, RoomError } from './file-error.ts';
export { type ObtainOptions, obtainFiles } from './obtain.ts';
export type { ChunkStore, FileStore, PartialFile } from './store.ts';
