export { peakBytes, restartPeak } from './process.ts';
export { SUBJECTS, type SubjectName, importSubject } from './subjects.ts';
