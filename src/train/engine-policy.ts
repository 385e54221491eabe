import { offeredEngine, threadsFor } from '../engine/index.ts';
import type { Vault } from '../vault/index.ts';
import type { EnginePolicy } from './engines/index.ts';

/** The engine that the person chose on this device, else the fastest. */
export async function enginePolicy({ preferences, trials }: Vault, measureAgain: boolean): Promise<EnginePolicy> {
  const threads = threadsFor(navigator.hardwareConcurrency);
  const chosen = offeredEngine(await preferences.get('engine'));
  if (!chosen || measureAgain) return { name: 'auto', threads, trials, measureAgain };
  return { name: chosen, threads, trials, reason: 'You chose it.', others: ['simd', 'wasm'] };
}
