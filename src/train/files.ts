export { FileError, type FileStore, RoomError, obtainFiles } from './download/index.ts';
