import 'onnxruntime-web';
import { Stock, weightsFile } from '../stock/index.ts';
import { fullBatch } from '../workload/index.ts';
import type { Load, Subject } from './subjects.ts';

/** Inference as onnxruntime-web's users have it: one graph, weights baked in, all defaults. */
export async function openStock({ model, rows, tokens, threads }: Load): Promise<Subject> {
  const { architecture, labels } = model;
  const stock = await Stock.open({ provider: 'wasm', threads });
  // The runtime is given the weights and nobody else keeps them.
  const session = await stock.whole(architecture, await weightsFile(architecture, model.checkpoint()), tokens, labels);
  const batch = fullBatch(architecture, rows, tokens);
  return {
    step: async () => void (await session.logits(batch)),
    ownPeak: () => stock.heapBytes,
  };
}
