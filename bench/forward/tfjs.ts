import '@tensorflow/tfjs-backend-webgl';
import '@tensorflow/tfjs-backend-webgpu';
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import plain from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import threaded from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import { tidy } from '@tensorflow/tfjs-core';
import { loadParameters, maskedLm, useBackend } from '../../src/baselines/index.ts';
import { fullBatch, openModel } from '../workload/index.ts';
import type { Cell } from './cell.ts';
import { type Passes, timePasses } from './passes.ts';

/** The network in tfjs's operations, its weights kept where the backend computes, as a user of tfjs has them. */
export async function tfjsPasses({ backend, model: name, threads, rows, tokens, repeats }: Cell): Promise<Passes> {
  if (backend !== 'wasm' && backend !== 'webgl' && backend !== 'webgpu') throw new Error(`tfjs has no ${backend}.`);
  setWasmPaths({
    'tfjs-backend-wasm.wasm': plain,
    'tfjs-backend-wasm-simd.wasm': simd,
    'tfjs-backend-wasm-threaded-simd.wasm': threaded,
  });
  setThreadsCount(threads);
  await useBackend(backend);
  const { architecture, labels, checkpoint } = await openModel(name);
  const weights = await loadParameters(checkpoint(), architecture, false);
  const batch = fullBatch(architecture, rows, tokens);
  const words = Uint32Array.from(labels);
  return timePasses(repeats, async () => {
    const logits = tidy(() => maskedLm(architecture, weights, null, batch, words));
    const values = await logits.data<'float32'>();
    logits.dispose();
    return values;
  });
}
