import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { TokenBatch } from '../engine/index.ts';
import { type Architecture, LAYER_TENSORS, firstTensorOf } from '../model/index.ts';
import type { Adapters } from './adapters.ts';
import { attention } from './attention.ts';
import { adapted, addNorm, decode, embed, gatherRows, gelu, linear } from './layers.ts';
import { matrix, vector } from './parameters.ts';

/**
 * Logits of the label words at the mask, [B, N]: the network that the engines run, in operations that tfjs can
 * differentiate. The last layer runs at the mask position only, as in the engines: rivals are compared on equal terms.
 *
 * @param weights in the architecture's order, linear ones [in, out]; dropout is off
 */
export function maskedLm(
  architecture: Architecture,
  weights: readonly Tensor[],
  adapters: Adapters | null,
  batch: TokenBatch,
  labels: Uint32Array,
): Tensor2D {
  const { layers, heads, firstPosition, normEpsilon } = architecture;
  const m = (index: number): Tensor2D => matrix(weights[index]!);
  const v = (index: number): Tensor1D => vector(weights[index]!);
  let x = addNorm(embed([m(0), m(1), m(2)], batch, firstPosition), null, v(3), v(4), normEpsilon);
  for (let layer = 0; layer < layers; layer++) {
    const t = firstTensorOf(layer);
    const asking =
      layer < layers - 1
        ? x
        : gatherRows(
            x,
            batch.maskPositions.map((at, b) => b * batch.length + at),
          );
    const adapter = adapters?.layers[layer];
    const query = adapter ? adapted(asking, m(t), v(t + 1), adapter.query) : linear(asking, m(t), v(t + 1));
    const key = linear(x, m(t + 2), v(t + 3));
    const value = adapter ? adapted(x, m(t + 4), v(t + 5), adapter.value) : linear(x, m(t + 4), v(t + 5));
    const attended = linear(attention(query, key, value, batch, heads), m(t + 6), v(t + 7));
    const y = addNorm(attended, asking, v(t + 8), v(t + 9), normEpsilon);
    const wide = gelu(linear(y, m(t + 10), v(t + 11)));
    x = addNorm(linear(wide, m(t + 12), v(t + 13)), y, v(t + 14), v(t + LAYER_TENSORS - 1), normEpsilon);
  }
  const t = firstTensorOf(layers);
  const transformed = addNorm(gelu(linear(x, m(t), v(t + 1))), null, v(t + 2), v(t + 3), normEpsilon);
  const words = Int32Array.from(labels);
  return decode(transformed, gatherRows(m(0), words), gatherRows(v(t + 4), words));
}
