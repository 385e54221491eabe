export { type MemoryBar, memoryChart } from './memory.ts';
