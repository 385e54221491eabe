import { type Architecture, LAYER_TENSORS, adaptedWeights, firstTensorOf } from '../../model/index.ts';
import { LAYER_INPUTS } from '../onnx/index.ts';
import type { GpuLimits } from './adapter.ts';
import { storageBuffer } from './buffers.ts';

/** Room for one layer's weights, a buffer for each of its 16 tensors, which every layer overwrites. */
export class Scratch {
  /** In the order of the layer's tensors, which is that of LAYER_INPUTS. */
  readonly buffers: readonly GPUBuffer[];
  /** A and B of the query weight, then of the value weight; none where the architecture has no adapters. */
  readonly adapters: readonly GPUBuffer[];

  /** @throws RangeError when a tensor is larger than the device can bind. */
  constructor(device: GPUDevice, architecture: Architecture, { bindingBytes }: GpuLimits) {
    const first = firstTensorOf(0);
    const { tensors } = architecture;
    const layer = tensors.slice(first, first + LAYER_TENSORS);
    const largest = Math.max(...layer.map(({ size }) => size * 4));
    if (largest > bindingBytes) {
      throw new RangeError(
        `The graphics device binds ${bindingBytes} bytes of memory at most, a layer of this model needs ${largest}.`,
      );
    }
    this.buffers = layer.map(({ size }) => storageBuffer(device, size));
    // No larger than the weights that they belong to.
    this.adapters = adaptedWeights(0, architecture)
      .flatMap(({ a, b }) => [a, b])
      .map((index) => storageBuffer(device, tensors[index]!.size));
  }

  /** A buffer of [H, H], and three of [H], for what embeddings and head need. */
  get matrix(): GPUBuffer {
    return this.buffers[LAYER_INPUTS.indexOf('qw')]!;
  }

  get vectors(): GPUBuffer[] {
    return ['qb', 'kb', 'vb'].map((name) => this.buffers[LAYER_INPUTS.indexOf(name)]!);
  }

  get bytes(): number {
    return [...this.buffers, ...this.adapters].reduce((sum, { size }) => sum + size, 0);
  }

  close(): void {
    for (const buffer of [...this.buffers, ...this.adapters]) buffer.destroy();
  }
}
