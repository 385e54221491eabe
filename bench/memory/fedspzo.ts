import 'onnxruntime-web';
import { createEngine } from '../../src/engine/index.ts';
import { SETTINGS, fedspzoStep, fullBatch } from '../workload/index.ts';
import type { Open } from './subjects.ts';

/** One direction of block 2 instead of four: one is held at a time, so memory is the same. */
const FEWER = { ...SETTINGS, p2: 1 };

/** FedSPZO on one of our engines: measured steps, each applied. */
export function openFedspzo(subject: 'simd' | 'simd-16' | 'wasm'): Open {
  return async ({ model, rows, tokens, threads }) => {
    const name = subject === 'wasm' ? 'wasm' : 'simd';
    const precision = subject === 'simd-16' ? 16 : 32;
    const engine = await createEngine(name, model.architecture, { threads, precision });
    await engine.load(model.checkpoint());
    const batch = fullBatch(model.architecture, rows, tokens);
    let steps = 0;
    return {
      step: () => fedspzoStep(engine, model, batch, steps++, FEWER),
      ownPeak: () => engine.memory().peak,
    };
  };
}
