import type { InferenceSession, Tensor } from 'onnxruntime-web/webgpu';
import type { Architecture } from '../../model/index.ts';
import { embeddingModel, headModel, lastLayerModel, layerModel } from '../onnx/index.ts';
import { type GpuRuntime, inTurn } from './runtime.ts';

const MODELS = { embedding: embeddingModel, layer: layerModel, lastLayer: lastLayerModel, head: headModel } as const;

type Kind = keyof typeof MODELS;

/** Layers by ONNX Runtime on one device: one session for each kind of layer, the weights as inputs. */
export class GpuSessions {
  readonly #ort: GpuRuntime;
  readonly #sessions: ReadonlyMap<Kind, InferenceSession>;

  private constructor(ort: GpuRuntime, sessions: ReadonlyMap<Kind, InferenceSession>) {
    this.#ort = ort;
    this.#sessions = sessions;
  }

  static async create(ort: GpuRuntime, device: GPUDevice, architecture: Architecture): Promise<GpuSessions> {
    const sessions = new Map<Kind, InferenceSession>();
    for (const kind of ['embedding', 'layer', 'lastLayer', 'head'] as const) {
      const session = await inTurn(() =>
        ort.InferenceSession.create(MODELS[kind](architecture), {
          executionProviders: [{ name: 'webgpu', device }],
          graphOptimizationLevel: 'all',
          // Logits alone come back.
          preferredOutputLocation: kind === 'head' ? 'cpu' : 'gpu-buffer',
        }),
      );
      sessions.set(kind, session);
    }
    return new GpuSessions(ort, sessions);
  }

  /** A buffer of the device as a tensor; the buffer stays its owner's. */
  tensor(buffer: GPUBuffer, dims: readonly number[], dataType: 'float32' | 'int32' = 'float32'): Tensor {
    return this.#ort.Tensor.fromGpuBuffer(buffer, { dataType, dims });
  }

  /** Everything is on its way to the device when this settles. The result is the caller's, to be disposed of. */
  async run(kind: Kind, feeds: Record<string, Tensor>): Promise<Tensor> {
    const { y } = await inTurn(() => this.#sessions.get(kind)!.run(feeds));
    if (!y) throw new Error('ONNX Runtime returned no result.');
    return y;
  }

  async close(): Promise<void> {
    for (const session of this.#sessions.values()) await inTurn(() => session.release());
  }
}
