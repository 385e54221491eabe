import type { Tensor } from 'onnxruntime-web/webgpu';
import { type Architecture, HEAD_TENSORS, adaptedWeights, firstTensorOf } from '../../model/index.ts';
import type { TokenBatch } from '../engine.ts';
import { LAYER_INPUTS } from '../onnx/index.ts';
import { storageBuffer } from './buffers.ts';
import { type Masks, createMasks, destroyMasks } from './masks.ts';
import type { Scratch } from './scratch.ts';
import type { GpuSessions } from './sessions.ts';
import type { Wanted, WeightSource } from './sources.ts';

/**
 * The forward pass, layer by layer, on the device: a layer's weights are written into the scratch just before it runs.
 * The device runs submissions in their order, so nothing waits for anything before the logits.
 * Inputs are the caller's; results are the caller's own. B batch, S sequence, H hidden, N label words.
 */
export class GpuForward {
  readonly #architecture: Architecture;
  readonly #device: GPUDevice;
  readonly #sessions: GpuSessions;
  readonly #scratch: Scratch;
  #masks: Masks | undefined;

  constructor(architecture: Architecture, device: GPUDevice, sessions: GpuSessions, scratch: Scratch) {
    this.#architecture = architecture;
    this.#device = device;
    this.#sessions = sessions;
    this.#scratch = scratch;
  }

  /** Embeddings: [B, S, H]. */
  async embed({ ids, size, length }: TokenBatch, source: WeightSource): Promise<Tensor> {
    const { hidden: H, firstPosition } = this.#architecture;
    const positions = Uint32Array.from({ length }, (_, s) => firstPosition + s);
    const rows = [Uint32Array.from(ids), positions, new Uint32Array(1)];
    const shapes = [[size, length, H], [length, H], [1, H], [H], [H]];
    return this.#withTemporaries(shapes.slice(0, 2), async (temporaries) => {
      const buffers = [...temporaries, ...this.#scratch.vectors];
      await source.write(
        buffers.map((out, index) => {
          const list = rows[index];
          return list ? { index, out, rows: { ids: list, width: H } } : { index, out };
        }),
      );
      return this.#sessions.run('embedding', this.#feeds(['word', 'position', 'type', 'nw', 'nb'], buffers, shapes));
    });
  }

  /** Layers from <= i < to. [B, S, H] -> [B, S, H], or [B, 1, H] at the mask when the last layer is among them. */
  async layers(x: Tensor, batch: TokenBatch, from: number, to: number, source: WeightSource): Promise<Tensor> {
    let hidden = x;
    for (let layer = from; layer < to; layer++) {
      const first = firstTensorOf(layer);
      const wanted: Wanted[] = this.#scratch.buffers.map((out, i) => ({ index: first + i, out }));
      for (const [i, { weight, a, b }] of adaptedWeights(layer, this.#architecture).entries()) {
        const [atA, atB] = this.#scratch.adapters.slice(2 * i);
        const adapter = { a: { index: a, out: atA! }, b: { index: b, out: atB! } };
        wanted[weight - first] = { ...wanted[weight - first]!, adapter };
      }
      await source.write(wanted);
      const y = await this.#layer(hidden, batch, layer === this.#architecture.layers - 1);
      if (hidden !== x) hidden.dispose();
      hidden = y;
    }
    return hidden;
  }

  /** The MLM head: [B, H] or [B, 1, H] -> [B, N]. */
  async head(x: Tensor, labels: Uint32Array, source: WeightSource): Promise<Float32Array> {
    const { hidden: H, layers } = this.#architecture;
    const N = labels.length;
    const first = firstTensorOf(layers);
    const shapes = [[H, H], [H], [H], [H], [N, H], [N]];
    const names = ['dw', 'db', 'nw', 'nb', 'rows', 'rowBias'];
    const y = await this.#withTemporaries(shapes.slice(HEAD_TENSORS - 1), async (temporaries) => {
      const buffers = [this.#scratch.matrix, ...this.#scratch.vectors, ...temporaries];
      const wanted: Wanted[] = buffers.slice(0, HEAD_TENSORS - 1).map((out, i) => ({ index: first + i, out }));
      wanted.push({ index: 0, out: buffers[HEAD_TENSORS - 1]!, rows: { ids: labels, width: H }, tied: true });
      const bias = first + HEAD_TENSORS - 1;
      wanted.push({ index: bias, out: buffers[HEAD_TENSORS]!, rows: { ids: labels, width: 1 } });
      await source.write(wanted);
      const flat = this.#sessions.tensor(x.gpuBuffer, [x.size / H, H]);
      return this.#sessions.run('head', { x: flat, ...this.#feeds(names, buffers, shapes) });
    });
    if (!(y.data instanceof Float32Array)) throw new Error('ONNX Runtime did not return float32 values.');
    return y.data;
  }

  close(): void {
    if (this.#masks) destroyMasks(this.#masks);
    this.#masks = undefined;
  }

  #layer(x: Tensor, batch: TokenBatch, isLast: boolean): Promise<Tensor> {
    const { size: B, length: S } = batch;
    const { hidden: H, feedForward: F } = this.#architecture;
    const masks = this.#masksOf(batch);
    const shapes = [[H, H], [H], [H, H], [H], [H, H], [H], [H, H], [H], [H], [H], [H, F], [F], [F, H], [H], [H], [H]];
    const weights = this.#feeds(LAYER_INPUTS, this.#scratch.buffers, shapes);
    if (!isLast) {
      return this.#sessions.run('layer', { x, bias: this.#sessions.tensor(masks.square, [B, 1, S, S]), ...weights });
    }
    return this.#sessions.run('lastLayer', {
      x,
      at: this.#sessions.tensor(masks.at, [B, 1], 'int32'),
      bias: this.#sessions.tensor(masks.row, [B, 1, 1, S]),
      ...weights,
    });
  }

  #feeds(names: readonly string[], buffers: readonly GPUBuffer[], shapes: readonly number[][]): Record<string, Tensor> {
    return Object.fromEntries(names.map((name, i) => [name, this.#sessions.tensor(buffers[i]!, shapes[i]!)]));
  }

  /** Buffers for weights of these shapes; given back when what uses them has been submitted. */
  async #withTemporaries<T>(shapes: readonly number[][], work: (buffers: GPUBuffer[]) => Promise<T>): Promise<T> {
    const elements = shapes.map((shape) => shape.reduce((product, side) => product * side, 1));
    const buffers = elements.map((count) => storageBuffer(this.#device, count));
    try {
      return await work(buffers);
    } finally {
      for (const buffer of buffers) buffer.destroy();
    }
  }

  #masksOf(batch: TokenBatch): Masks {
    if (this.#masks?.batch === batch) return this.#masks;
    this.close();
    this.#masks = createMasks(this.#device, batch);
    return this.#masks;
  }
}
