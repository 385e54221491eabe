import type { EngineName } from './engine.ts';

/** Threads that an engine will run on where `wanted` are asked for: 1 where memory cannot be shared. */
export function threadsOf(name: EngineName, wanted: number): number {
  const runsThreads = name === 'simd' || name === 'wasm';
  return runsThreads && canShareMemory() ? Math.max(1, wanted) : 1;
}

/** Threads share memory only where a page is cross-origin isolated; Node always is. */
function canShareMemory(): boolean {
  return typeof SharedArrayBuffer !== 'undefined' && globalThis.crossOriginIsolated !== false;
}
