export { FileError, type FileStore, obtainFiles } from './download/index.ts';
