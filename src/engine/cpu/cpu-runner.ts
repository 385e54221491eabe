import type { Architecture } from '../../model/index.ts';
import type { TokenBatch } from '../engine.ts';
import type { LayerRunner } from '../runner.ts';
import { add, attend, gelu, layerNorm, linear } from './math.ts';

/** Layers in plain TypeScript, sums in float64: slow and obviously right, the oracle of every other engine. */
export class CpuRunner implements LayerRunner {
  readonly #architecture: Architecture;
  readonly bytes = 0;

  constructor(architecture: Architecture) {
    this.#architecture = architecture;
  }

  async embed(size: number, length: number, weights: readonly Float32Array[]): Promise<Float32Array> {
    const { hidden, normEpsilon } = this.#architecture;
    const [word, position, type, normWeight, normBias] = weights;
    const sum = new Float32Array(size * length * hidden);
    for (let i = 0; i < sum.length; i++) {
      sum[i] = word![i]! + position![i % (length * hidden)]! + type![i % hidden]!;
    }
    return layerNorm(sum, normWeight!, normBias!, normEpsilon);
  }

  async layer(x: Float32Array, batch: TokenBatch, weights: readonly Float32Array[]): Promise<Float32Array> {
    const everywhere = Int32Array.from({ length: batch.size * batch.length }, (_, i) => i);
    return this.#encode(x, everywhere, batch, weights);
  }

  async lastLayer(x: Float32Array, batch: TokenBatch, weights: readonly Float32Array[]): Promise<Float32Array> {
    const masks = batch.maskPositions.map((position, b) => b * batch.length + position);
    return this.#encode(x, masks, batch, weights);
  }

  async head(x: Float32Array, weights: readonly Float32Array[]): Promise<Float32Array> {
    const { hidden, normEpsilon } = this.#architecture;
    const [denseWeight, denseBias, normWeight, normBias, rows, rowBias] = weights;
    const dense = gelu(linear(x, denseWeight!, denseBias!));
    const normal = layerNorm(dense, normWeight!, normBias!, normEpsilon);
    const labels = rowBias!.length;
    // The decoder's rows lie [N, H]: turned, they are a linear weight as the others.
    const turned = Float32Array.from({ length: hidden * labels }, (_, i) => {
      return rows![(i % labels) * hidden + Math.floor(i / labels)]!;
    });
    return linear(normal, turned, rowBias!);
  }

  async close(): Promise<void> {}

  /** One encoder layer for the rows `at` of x ([B * S, H]), which attend to all tokens of their batch row. */
  #encode(x: Float32Array, at: Int32Array, batch: TokenBatch, weights: readonly Float32Array[]): Float32Array {
    const { hidden: H, heads, normEpsilon } = this.#architecture;
    const [qw, qb, kw, kb, vw, vb, ow, ob, n1w, n1b, f1w, f1b, f2w, f2b, n2w, n2b] = weights;
    const rows = new Float32Array(at.length * H);
    at.forEach((row, i) => rows.set(x.subarray(row * H, (row + 1) * H), i * H));
    const attended = attend(linear(rows, qw!, qb!), linear(x, kw!, kb!), linear(x, vw!, vb!), at, batch, heads);
    const y = layerNorm(add(linear(attended, ow!, ob!), rows), n1w!, n1b!, normEpsilon);
    const wide = gelu(linear(y, f1w!, f1b!));
    return layerNorm(add(linear(wide, f2w!, f2b!), y), n2w!, n2b!, normEpsilon);
  }
}
