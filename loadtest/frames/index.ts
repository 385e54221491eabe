export { type FramesResult, type FramesSettings, fuzzFrames } from './fuzz.ts';
