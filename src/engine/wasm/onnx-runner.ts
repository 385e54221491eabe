import type { InferenceSession, Tensor } from '#onnxruntime';
import type { Architecture } from '../../model/index.ts';
import type { TokenBatch } from '../engine.ts';
import { LAYER_INPUTS, embeddingModel, headModel, lastLayerModel, layerModel } from '../onnx/index.ts';
import type { LayerRunner } from '../runner.ts';
import type { Runtime } from './runtime.ts';

/** Added to the scores of padding: exp of it is 0, and it is far from float32's end. */
const HIDDEN_SCORE = -1e9;

/** What attention needs to know of a batch, made once for all its layers. */
interface Masks {
  readonly batch: TokenBatch;
  /** [B, 1, S, S] and [B, 1, 1, S] */
  readonly square: Float32Array;
  readonly row: Float32Array;
  /** [B, 1] rows of the masks in [B * S, H]. */
  readonly at: Int32Array;
}

/** Layers by ONNX Runtime: one session for each kind of layer, the weights as inputs. */
export class OnnxRunner implements LayerRunner {
  readonly #ort: Runtime;
  readonly #architecture: Architecture;
  readonly #heap: () => number;
  readonly #sessions: readonly [InferenceSession, InferenceSession, InferenceSession, InferenceSession];
  #masks: Masks | undefined;

  private constructor(ort: Runtime, heap: () => number, architecture: Architecture, sessions: InferenceSession[]) {
    const [embedding, layer, last, head] = sessions;
    this.#ort = ort;
    this.#heap = heap;
    this.#architecture = architecture;
    this.#sessions = [embedding!, layer!, last!, head!];
  }

  static async create(ort: Runtime, heap: () => number, architecture: Architecture): Promise<OnnxRunner> {
    const models = [embeddingModel, layerModel, lastLayerModel, headModel];
    const sessions: InferenceSession[] = [];
    for (const model of models) {
      sessions.push(
        await ort.InferenceSession.create(model(architecture), {
          executionProviders: ['wasm'],
          graphOptimizationLevel: 'all',
          // Without the arena a layer's copies are freed when it ends: the heap stays at one layer's size.
          enableCpuMemArena: false,
          enableMemPattern: false,
        }),
      );
    }
    return new OnnxRunner(ort, heap, architecture, sessions);
  }

  get bytes(): number {
    return this.#heap();
  }

  async embed(size: number, length: number, weights: readonly Float32Array[]): Promise<Float32Array> {
    const H = this.#architecture.hidden;
    const shapes = [[size, length, H], [length, H], [1, H], [H], [H]];
    const names = ['word', 'position', 'type', 'nw', 'nb'];
    return this.#run(this.#sessions[0], this.#feeds(names, weights, shapes));
  }

  async layer(x: Float32Array, batch: TokenBatch, weights: readonly Float32Array[]): Promise<Float32Array> {
    const { size, length } = batch;
    return this.#run(this.#sessions[1], {
      x: this.#tensor(x, [size, length, this.#architecture.hidden]),
      bias: this.#tensor(this.#masksOf(batch).square, [size, 1, length, length]),
      ...this.#layerFeeds(weights),
    });
  }

  async lastLayer(x: Float32Array, batch: TokenBatch, weights: readonly Float32Array[]): Promise<Float32Array> {
    const { size, length } = batch;
    const { at, row } = this.#masksOf(batch);
    return this.#run(this.#sessions[2], {
      x: this.#tensor(x, [size, length, this.#architecture.hidden]),
      at: new this.#ort.Tensor('int32', at, [size, 1]),
      bias: this.#tensor(row, [size, 1, 1, length]),
      ...this.#layerFeeds(weights),
    });
  }

  async head(x: Float32Array, weights: readonly Float32Array[]): Promise<Float32Array> {
    const H = this.#architecture.hidden;
    const labels = weights[5]!.length;
    const names = ['dw', 'db', 'nw', 'nb', 'rows', 'rowBias'];
    const shapes = [[H, H], [H], [H], [H], [labels, H], [labels]];
    return this.#run(this.#sessions[3], {
      x: this.#tensor(x, [x.length / H, H]),
      ...this.#feeds(names, weights, shapes),
    });
  }

  async close(): Promise<void> {
    this.#masks = undefined;
    for (const session of this.#sessions) await session.release();
  }

  #layerFeeds(weights: readonly Float32Array[]): Record<string, Tensor> {
    const { hidden: H, feedForward: F } = this.#architecture;
    const shapes = [[H, H], [H], [H, H], [H], [H, H], [H], [H, H], [H], [H], [H], [H, F], [F], [F, H], [H], [H], [H]];
    return this.#feeds(LAYER_INPUTS, weights, shapes);
  }

  #feeds(
    names: readonly string[],
    weights: readonly Float32Array[],
    shapes: readonly number[][],
  ): Record<string, Tensor> {
    return Object.fromEntries(names.map((name, i) => [name, this.#tensor(weights[i]!, shapes[i]!)]));
  }

  #tensor(data: Float32Array, shape: number[]): Tensor {
    return new this.#ort.Tensor('float32', data, shape);
  }

  async #run(session: InferenceSession, feeds: Record<string, Tensor>): Promise<Float32Array> {
    const { y } = await session.run(feeds);
    if (!(y?.data instanceof Float32Array)) throw new Error('ONNX Runtime did not return float32 values.');
    return y.data;
  }

  #masksOf(batch: TokenBatch): Masks {
    if (this.#masks?.batch === batch) return this.#masks;
    const { size: B, length: S, attention, maskPositions } = batch;
    const row = Float32Array.from(attention, (seen) => (seen ? 0 : HIDDEN_SCORE));
    const square = new Float32Array(B * S * S);
    for (let b = 0; b < B; b++) {
      for (let s = 0; s < S; s++) square.set(row.subarray(b * S, (b + 1) * S), (b * S + s) * S);
    }
    const at = Int32Array.from(maskPositions, (position, b) => b * S + position);
    this.#masks = { batch, square, row, at };
    return this.#masks;
  }
}
