import { createEngine } from '../../src/engine/index.ts';
import { Stock, weightsFile } from '../stock/index.ts';
import { fullBatch, openModel } from '../workload/index.ts';
import type { Cell } from './cell.ts';
import { type Passes, timePasses } from './passes.ts';

/** One of our engines. Its weights are perturbed on the way, as in training; the first pass, for the logits, is not. */
export async function enginePasses({ backend, model: name, threads, rows, tokens, repeats }: Cell): Promise<Passes> {
  if (backend !== 'simd' && backend !== 'wasm' && backend !== 'webgl' && backend !== 'webgpu') {
    throw new Error(`There is no engine ${backend}.`);
  }
  const { architecture, labels, checkpoint } = await openModel(name);
  const engine = await createEngine(backend, architecture, { threads });
  await engine.load(checkpoint());
  const batch = fullBatch(architecture, rows, tokens);
  const words = Uint32Array.from(labels);
  let direction: { readonly key: [number, number]; readonly amount: number } | null = null;
  const passes = await timePasses(repeats, async () => {
    const hidden = await engine.first(batch, 0, direction);
    const logits = await engine.second(hidden, words, direction, direction);
    hidden.release();
    direction = { key: [1, 2], amount: 1e-3 };
    return logits;
  });
  await engine.close();
  return passes;
}

/** onnxruntime-web as its users have it: one graph with the weights baked in, all its defaults. */
export async function stockPasses({ backend, model: name, threads, rows, tokens, repeats }: Cell): Promise<Passes> {
  const { architecture, labels, checkpoint } = await openModel(name);
  const stock = await Stock.open({ provider: backend === 'webgpu' ? 'webgpu' : 'wasm', threads });
  const session = await stock.whole(architecture, await weightsFile(architecture, checkpoint()), tokens, labels);
  const batch = fullBatch(architecture, rows, tokens);
  return timePasses(repeats, () => session.logits(batch));
}
