import {
  type Rank,
  type Tensor,
  type Tensor2D,
  type Tensor4D,
  add,
  erf,
  fused,
  gather,
  matMul,
  mean,
  mul,
  reshape,
  rsqrt,
  softmax,
  square,
  sub,
  tensor,
  tensor1d,
  tensor2d,
  tensor4d,
  tidy,
  transpose,
} from '@tensorflow/tfjs-core';
import type { Architecture } from '../../model/index.ts';
import type { TokenBatch } from '../engine.ts';
import type { LayerRunner } from '../runner.ts';
import type { TfjsDevice } from './backend.ts';

// Letters of the shapes: B batch, S sequence, T its rows that are computed (S or 1), H hidden, A heads, N label words.

/** Added to the scores of padding: exp of it is 0, and it is far from float32's end. */
const HIDDEN_SCORE = -1e9;

/**
 * Layers in tfjs operations, on whichever backend. Weights go to the device for the part that needs them and are
 * disposed after it, as every product is once the next is made.
 */
export class TfjsRunner implements LayerRunner {
  readonly #device: TfjsDevice;
  readonly #architecture: Architecture;
  #bytes = 0;

  constructor(device: TfjsDevice, architecture: Architecture) {
    this.#device = device;
    this.#architecture = architecture;
  }

  get bytes(): number {
    return this.#bytes;
  }

  embed(size: number, length: number, weights: readonly Float32Array[]): Promise<Float32Array> {
    const H = this.#architecture.hidden;
    const [word, position, type, normWeight, normBias] = weights;
    return this.#run(() => {
      const rows = tensor(word!, [size, length, H]);
      const sum = add(rows, add(tensor(position!, [length, H]), tensor(type!, [1, H])));
      return this.#norm(reshape(sum, [size * length, H]), normWeight!, normBias!);
    });
  }

  layer(x: Float32Array, batch: TokenBatch, weights: readonly Float32Array[]): Promise<Float32Array> {
    return this.#run(() => this.#encode(this.#rows(x), null, batch, weights));
  }

  lastLayer(x: Float32Array, batch: TokenBatch, weights: readonly Float32Array[]): Promise<Float32Array> {
    const masks = batch.maskPositions.map((position, b) => b * batch.length + position);
    return this.#run(() => this.#encode(this.#rows(x), masks, batch, weights));
  }

  head(x: Float32Array, weights: readonly Float32Array[]): Promise<Float32Array> {
    const [denseWeight, denseBias, normWeight, normBias, rows, rowBias] = weights;
    return this.#run(() => {
      const dense = this.#gelu(this.#linear(this.#rows(x), denseWeight!, denseBias!));
      const normal = this.#norm(dense, normWeight!, normBias!);
      // Not fused: with a transposed factor tfjs 4.22 adds wrong biases on wasm.
      return add(matMul(normal, this.#rows(rows!), false, true), tensor1d(rowBias!));
    });
  }

  async close(): Promise<void> {
    this.#device.close();
  }

  async #run(work: () => Tensor): Promise<Float32Array> {
    this.#device.lost.throwIfAborted();
    await this.#device.use();
    const y = this.#step(work);
    try {
      return await this.#read(y);
    } finally {
      y.dispose();
    }
  }

  /** tfjs waits for ever for a lost device. */
  #read(y: Tensor): Promise<Float32Array> {
    const { lost } = this.#device;
    return new Promise((resolve, reject) => {
      const fail = () => reject(lost.reason);
      lost.addEventListener('abort', fail, { once: true });
      const done = () => lost.removeEventListener('abort', fail);
      y.data<'float32'>().then(resolve, reject).finally(done);
    });
  }

  /** Frees what `work` makes but its result, noting first how much there was. */
  #step<T extends Tensor>(work: () => T): T {
    return tidy(() => {
      const y = work();
      this.#bytes = Math.max(this.#bytes, this.#device.bytes());
      return y;
    });
  }

  /** Values as rows of H. */
  #rows(values: Float32Array): Tensor2D {
    const H = this.#architecture.hidden;
    return tensor2d(values, [values.length / H, H]);
  }

  /** One encoder layer on x [B * S, H], for its rows `at` (null: for all), which attend to their batch row. */
  #encode(x: Tensor2D, at: Int32Array | null, batch: TokenBatch, weights: readonly Float32Array[]): Tensor2D {
    const [qw, qb, kw, kb, vw, vb, ow, ob, n1w, n1b, f1w, f1b, f2w, f2b, n2w, n2b] = weights;
    const { size, length } = batch;
    const y = this.#step(() => {
      const rows = at ? gather(x, tensor1d(at, 'int32')) : x;
      const attended = this.#step(() => {
        const query = this.#heads(rows, qw!, qb!, size);
        const key = this.#heads(x, kw!, kb!, size);
        const shares = this.#step(() => {
          const scale = 1 / Math.sqrt(this.#architecture.hidden / this.#architecture.heads);
          const scores = matMul(mul<Tensor4D>(query, scale), key, false, true);
          const bias = Float32Array.from(batch.attention, (seen) => (seen ? 0 : HIDDEN_SCORE));
          return softmax(add(scores, tensor4d(bias, [size, 1, 1, length])));
        });
        const context = matMul(shares, this.#heads(x, vw!, vb!, size));
        return reshape<Rank.R2>(transpose(context, [0, 2, 1, 3]), rows.shape);
      });
      return this.#norm(add<Tensor2D>(this.#linear(attended, ow!, ob!), rows), n1w!, n1b!);
    });
    const wide = this.#step(() => this.#gelu(this.#linear(y, f1w!, f1b!)));
    return this.#step(() => this.#norm(add<Tensor2D>(this.#linear(wide, f2w!, f2b!), y), n2w!, n2b!));
  }

  /** x [B * T, H] through a linear weight, cut into heads: [B, A, T, H / A]. */
  #heads(x: Tensor2D, weight: Float32Array, bias: Float32Array, size: number): Tensor4D {
    const { hidden, heads } = this.#architecture;
    return this.#step(() => {
      const split = reshape<Rank.R4>(this.#linear(x, weight, bias), [size, x.shape[0] / size, heads, hidden / heads]);
      return transpose<Tensor4D>(split, [0, 2, 1, 3]);
    });
  }

  /** x [rows, in] times weight [in, out], plus bias [out]. */
  #linear(x: Tensor2D, weight: Float32Array, bias: Float32Array): Tensor2D {
    return this.#step(() => {
      const b = tensor2d(weight, [weight.length / bias.length, bias.length]);
      return reshape<Rank.R2>(fused.matMul({ a: x, b, bias: tensor1d(bias) }), [x.shape[0], bias.length]);
    });
  }

  /** Each row to mean 0 and variance 1, then scaled and shifted. */
  #norm(x: Tensor2D, weight: Float32Array, bias: Float32Array): Tensor2D {
    return this.#step(() => {
      const centred = sub(x, mean(x, 1, true));
      const scale = rsqrt(add(mean(square(centred), 1, true), this.#architecture.normEpsilon));
      return add(mul(mul(centred, scale), tensor1d(weight)), tensor1d(bias));
    });
  }

  /** The exact GELU, by the error function. */
  #gelu(x: Tensor2D): Tensor2D {
    return this.#step(() => mul<Tensor2D>(mul(x, 0.5), add(erf(mul(x, Math.SQRT1_2)), 1)));
  }
}
