import { AutoModel, AutoModelForMaskedLM, Tensor, env } from '@huggingface/transformers';
import { type Cell, type Passes, timePasses } from '../forward/index.ts';
import { fullBatch, openModel } from '../workload/index.ts';

/** Below the page's own address, where the bench put the exports. */
const FOLDER = '/peers';

/**
 * transformers.js on an export of the model. `transformers.js` computes what its masked language models compute, logits
 * of the whole vocabulary at every token; `transformers.js, label words` runs a graph cut down to what we compute.
 */
export async function transformersPasses(cell: Cell): Promise<Passes> {
  const { subject, backend, model: name, threads, rows: B, tokens: S, repeats } = cell;
  Object.assign(env, {
    ...{ allowRemoteModels: false, allowLocalModels: true, localModelPath: `${FOLDER}/` },
    ...{ useBrowserCache: false, useWasmCache: false },
  });
  Object.assign(env.backends.onnx.wasm, { numThreads: threads, wasmPaths: `${FOLDER}/runtime/` });
  const { architecture, labels } = await openModel(name);
  const { ids, attention, maskPositions } = fullBatch(architecture, B, S);
  const options = { device: backend, dtype: 'fp32', use_external_data_format: true };
  if (subject === 'transformers.js') {
    const model = await AutoModelForMaskedLM.from_pretrained(`${name}-vocabulary-${S}`, options);
    const long = (values: Iterable<number>) =>
      new Tensor('int64', BigInt64Array.from(Array.from(values, BigInt)), [B, S]);
    const { vocabulary } = architecture;
    return timePasses(repeats, async () => {
      const { logits } = await model({ input_ids: long(ids), attention_mask: long(attention) });
      const { data } = logits!;
      return [...maskPositions].flatMap((at, b) => labels.map((label) => data[(b * S + at) * vocabulary + label]!));
    });
  }
  const model = await AutoModel.from_pretrained(`${name}-labels-${S}`, options);
  const at = Int32Array.from(maskPositions, (position, b) => b * S + position);
  return timePasses(repeats, async () => {
    // No padding: nothing is hidden from attention.
    const { y } = await model({
      ids: new Tensor('int32', ids, [B, S]),
      bias: new Tensor('float32', new Float32Array(B * S * S), [B, 1, S, S]),
      rowBias: new Tensor('float32', new Float32Array(B * S), [B, 1, 1, S]),
      at: new Tensor('int32', at, [B, 1]),
    });
    return y!.data;
  });
}
