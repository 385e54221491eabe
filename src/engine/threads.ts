import type { EngineName } from './engine.ts';

/** Threads that an engine will run on where `wanted` are asked for: 1 where memory cannot be shared. */
export function threadsOf(name: EngineName, wanted: number): number {
  const runsThreads = name === 'simd' || name === 'wasm';
  return runsThreads && canShareMemory() ? Math.max(1, wanted) : 1;
}

/** Of an engine at most: more help little, and the device has other things to do. */
const MOST_THREADS = 4;

/** Threads to ask for on a device that somebody uses: half of its cores, which often are two to a real one. */
export function threadsFor(cores: number): number {
  return Math.max(1, Math.min(MOST_THREADS, Math.floor(cores / 2)));
}

/** Threads share memory only where a page is cross-origin isolated; Node always is. */
function canShareMemory(): boolean {
  return typeof SharedArrayBuffer !== 'undefined' && globalThis.crossOriginIsolated !== false;
}
