export { CpuRunner } from './cpu-runner.ts';
