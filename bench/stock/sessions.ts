import type { InferenceSession, Tensor } from '#onnxruntime';
import type { TokenBatch } from '../../src/engine/index.ts';
import { loadRuntime } from '../../src/engine/wasm/index.ts';
import type { Architecture } from '../../src/model/index.ts';
import { WEIGHTS_FILE, firstBlock, secondBlock, wholeModel } from './graph.ts';

type Runtime = Awaited<ReturnType<typeof loadRuntime>>['ort'];

export interface StockOptions {
  readonly provider: 'wasm' | 'webgpu';
  readonly threads: number;
}

/** The runtime as its users have it: all its defaults, weights baked in. */
export class Stock {
  readonly #ort: Runtime;
  readonly #heap: () => number;
  readonly #options: Parameters<typeof createSession>[3];

  private constructor(ort: Runtime, heap: () => number, options: Parameters<typeof createSession>[3]) {
    this.#ort = ort;
    this.#heap = heap;
    this.#options = options;
  }

  static async open({ provider, threads }: StockOptions): Promise<Stock> {
    if (provider === 'wasm') {
      const { ort, heap } = await loadRuntime({ threads });
      return new Stock(ort, heap, { executionProviders: ['wasm'] });
    }
    // The webgpu engine's own build of the runtime.
    const ort = await import('onnxruntime-web/webgpu');
    ort.env.wasm.numThreads = 1;
    ort.env.logLevel = 'error';
    const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
    if (!adapter) throw new Error('There is no WebGPU adapter.');
    // Without `subgroups`, as the engine's: both run the same kernels (docs/WEBGPU.md).
    const { maxBufferSize, maxStorageBufferBindingSize, maxStorageBuffersPerShaderStage } = adapter.limits;
    const device = await adapter.requestDevice({
      requiredLimits: { maxBufferSize, maxStorageBufferBindingSize, maxStorageBuffersPerShaderStage },
    });
    return new Stock(ort, () => 0, { executionProviders: [{ name: 'webgpu', device }] });
  }

  /** Bytes of the runtime's heap, which never shrinks. 0 on WebGPU, where it is not all. */
  get heapBytes(): number {
    return this.#heap();
  }

  get version(): string {
    return this.#ort.env.versions.web ?? 'unknown';
  }

  async blocks(architecture: Architecture, weights: Uint8Array, at: BlockOptions): Promise<StockBlocks> {
    const { length, split, labels } = at;
    const first = await this.#session(firstBlock(architecture, length, split), weights);
    const second = await this.#session(secondBlock(architecture, length, split, labels), weights);
    return new StockBlocks(this.#ort, first, second);
  }

  async whole(
    architecture: Architecture,
    weights: Uint8Array,
    length: number,
    labels: readonly number[],
  ): Promise<StockModel> {
    return new StockModel(this.#ort, await this.#session(wholeModel(architecture, length, labels), weights));
  }

  #session(model: Uint8Array, weights: Uint8Array): Promise<InferenceSession> {
    return createSession(this.#ort, model, weights, this.#options);
  }
}

interface BlockOptions {
  readonly length: number;
  /** Layers of block 1. */
  readonly split: number;
  /** Token ids of the label words. */
  readonly labels: readonly number[];
}

/** The two halves that FedSPZO runs, each a graph of its own. */
export class StockBlocks {
  readonly #ort: Runtime;
  readonly #first: InferenceSession;
  readonly #second: InferenceSession;

  constructor(ort: Runtime, first: InferenceSession, second: InferenceSession) {
    this.#ort = ort;
    this.#first = first;
    this.#second = second;
  }

  /** [B, S, H] */
  async first(batch: TokenBatch): Promise<Tensor> {
    const { ids, bias } = feedsOf(this.#ort, batch);
    return output(await this.#first.run({ ids, bias }));
  }

  /** [B, N] logits */
  async second(x: Tensor, batch: TokenBatch): Promise<Float32Array> {
    const { ids: _, ...feeds } = feedsOf(this.#ort, batch);
    return values(output(await this.#second.run(named(this.#second, { x, ...feeds }))));
  }

  async close(): Promise<void> {
    await this.#first.release();
    await this.#second.release();
  }
}

/** The model in one graph. */
export class StockModel {
  readonly #ort: Runtime;
  readonly #session: InferenceSession;

  constructor(ort: Runtime, session: InferenceSession) {
    this.#ort = ort;
    this.#session = session;
  }

  /** [B, N] logits */
  async logits(batch: TokenBatch): Promise<Float32Array> {
    return values(output(await this.#session.run(named(this.#session, feedsOf(this.#ort, batch)))));
  }

  close(): Promise<void> {
    return this.#session.release();
  }
}

function createSession(
  ort: Runtime,
  model: Uint8Array,
  weights: Uint8Array,
  options: Pick<InferenceSession.SessionOptions, 'executionProviders'>,
): Promise<InferenceSession> {
  return ort.InferenceSession.create(model, {
    ...options,
    graphOptimizationLevel: 'all',
    externalData: [{ path: WEIGHTS_FILE, data: weights }],
  });
}

/** Masks are made anew for each pass: a user of the runtime makes them too, and they cost little. */
function feedsOf(ort: Runtime, { size: B, length: S, ids, attention, maskPositions }: TokenBatch) {
  const row = Float32Array.from(attention, (seen) => (seen ? 0 : -1e9));
  const square = new Float32Array(B * S * S);
  for (let b = 0; b < B; b++) {
    for (let s = 0; s < S; s++) square.set(row.subarray(b * S, (b + 1) * S), (b * S + s) * S);
  }
  const at = Int32Array.from(maskPositions, (position, b) => b * S + position);
  return {
    ids: new ort.Tensor('int32', ids, [B, S]),
    bias: new ort.Tensor('float32', square, [B, 1, S, S]),
    rowBias: new ort.Tensor('float32', row, [B, 1, 1, S]),
    at: new ort.Tensor('int32', at, [B, 1]),
  };
}

/** Those feeds that a graph has inputs for: a block of one layer has no square of scores. */
function named(session: InferenceSession, feeds: Record<string, Tensor>): Record<string, Tensor> {
  return Object.fromEntries(session.inputNames.map((name) => [name, feeds[name]!]));
}

function output({ y }: InferenceSession.OnnxValueMapType): Tensor {
  if (!y) throw new Error('ONNX Runtime returned no result.');
  return y;
}

function values(y: Tensor): Float32Array {
  if (!(y.data instanceof Float32Array)) throw new Error('ONNX Runtime did not return float32 values.');
  return y.data;
}
