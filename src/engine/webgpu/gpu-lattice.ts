import {
  type Direction,
  type Fingerprint,
  type Update,
  checkShift,
  checkSteps,
  fingerprintOf,
  mergeKeys,
  quantiseInto,
  termsOf,
} from '../../lattice/index.ts';
import type { GpuLimits } from './adapter.ts';
import { bufferOf, paddedBytes, read, storageBuffer, write } from './buffers.ts';
import { type Dispatch, Dispatcher } from './dispatches.ts';
import * as kernels from './kernels/index.ts';
import { type Pipeline, createPipeline } from './pipeline.ts';

/** A run of a tensor's integers in one buffer. It begins at a multiple of 64, where a word of noise does. */
interface Segment {
  readonly buffer: GPUBuffer;
  readonly start: number;
  readonly length: number;
}

/** Bits of an integer. */
const PRECISION = 32;
/** Updates that one pass over memory takes, so that no pass keeps a slow device busy for seconds. */
const MOST_UPDATES = 2048;

type Pipelines = Readonly<Record<'perturb' | 'gather' | 'apply' | 'fingerprint', Pipeline>>;

/**
 * The lattice in a graphics device's memory: every bit that it computes is `ReferenceKernel`'s. A tensor that is larger
 * than one binding lies in several buffers.
 */
export class GpuLattice {
  readonly dispatcher: Dispatcher;
  readonly #device: GPUDevice;
  readonly #pipelines: Pipelines;
  readonly #sizes: readonly number[];
  readonly #tensors: readonly (readonly Segment[])[];
  readonly #shifts: Int32Array;

  private constructor(device: GPUDevice, pipelines: Pipelines, sizes: readonly number[], limits: GpuLimits) {
    this.#device = device;
    this.#pipelines = pipelines;
    this.#sizes = sizes;
    this.dispatcher = new Dispatcher(device, limits.workgroups);
    this.#shifts = new Int32Array(sizes.length);
    this.#tensors = sizes.map((size) => segments(device, size, limits.bindingBytes));
  }

  /** @param sizes elements of each tensor, in the architecture's order (which numbers them in the noise). */
  static async create(device: GPUDevice, sizes: readonly number[], limits: GpuLimits): Promise<GpuLattice> {
    const [perturb, gather, apply, fingerprint] = await Promise.all([
      createPipeline(device, kernels.perturb),
      createPipeline(device, kernels.gather),
      createPipeline(device, kernels.apply),
      createPipeline(device, kernels.fingerprint),
    ]);
    return new GpuLattice(device, { perturb, gather, apply, fingerprint }, sizes, limits);
  }

  /** Bytes of the integers themselves. */
  get weightBytes(): number {
    return this.#sizes.reduce((sum, size) => sum + size * 4, 0);
  }

  get shifts(): readonly number[] {
    return [...this.#shifts];
  }

  /**
   * Takes float32 weights in, as integers. `weights` is overwritten with them.
   * @throws RangeError when a weight is not finite; nothing has changed then.
   */
  quantise(index: number, weights: Float32Array<ArrayBuffer>): void {
    const integers = new Int32Array(weights.buffer, weights.byteOffset, weights.length);
    this.restore(index, integers, quantiseInto(weights, integers));
  }

  /** Replaces a tensor's integers and scale. */
  restore(index: number, integers: Int32Array, shift: number): void {
    const size = this.#sizes[index]!;
    if (integers.length !== size) {
      throw new RangeError(`Tensor ${index} has ${size} elements, the snapshot brings ${integers.length}.`);
    }
    checkShift(shift, PRECISION);
    for (const { buffer, start, length } of this.#tensors[index]!) {
      write(this.#device, buffer, integers.subarray(start, start + length));
    }
    this.#shifts[index] = shift;
  }

  /** A copy of a tensor's integers. */
  async integers(index: number): Promise<Int32Array<ArrayBuffer>> {
    const integers = new Int32Array(this.#sizes[index]!);
    for (const { buffer, start, length } of this.#tensors[index]!) {
      integers.set(new Int32Array(await read(this.#device, buffer, length * 4)), start);
    }
    return integers;
  }

  /**
   * Calls that write a tensor's weights in a direction to `out`, a storage buffer of its size. Elements differ from
   * `ReferenceKernel`'s by one unit in the last place of n * 2^-k at most: WGSL leaves it open how an integer of more
   * than 24 bits becomes a float32, and numbers below 2^-126 may become 0. All else is exact, fused or not, since
   * multiplying by 2^-k and by +-1 is.
   */
  perturb(index: number, direction: Direction | null, out: GPUBuffer): Dispatch[] {
    return this.#tensors[index]!.map(({ buffer, start, length }) => ({
      pipeline: this.#pipelines.perturb,
      resources: [{ buffer }, { buffer: out, offset: start * 4, size: paddedBytes(length) }, 'parameters'],
      elements: length,
      parameters: { direction, tensor: index, start, count: length, shift: this.#shifts[index]! },
    }));
  }

  /** Calls that write rows of a [rows, width] tensor to `out`, as `perturb` does. `rows` holds R row numbers. */
  gather(index: number, rows: GPUBuffer, width: number, direction: Direction | null, out: GPUBuffer): Dispatch[] {
    return this.#tensors[index]!.map(({ buffer, start, length }) => ({
      pipeline: this.#pipelines.gather,
      resources: [{ buffer }, { buffer: out }, 'parameters', { buffer: rows }],
      elements: (rows.size / 4) * width,
      parameters: { direction, tensor: index, start, count: length, width, shift: this.#shifts[index]! },
    }));
  }

  /**
   * Applies updates in one pass over memory. Coefficients on one key add up before they touch a weight.
   * @throws RangeError when a step is not finite or beyond the lattice; no weight has changed then.
   */
  async apply(updates: readonly Update[]): Promise<void> {
    this.#shifts.forEach((shift, t) => checkSteps(updates, t, shift, PRECISION));
    const merged = mergeKeys(updates);
    for (const [t, shift] of this.#shifts.entries()) {
      const { keys, deltas } = termsOf(merged, updates, t, shift, PRECISION);
      for (let first = 0; first < deltas.length; first += MOST_UPDATES) {
        const end = first + MOST_UPDATES;
        this.#add(t, keys.subarray(2 * first, 2 * end), deltas.subarray(first, end));
      }
    }
    await this.#device.queue.onSubmittedWorkDone();
  }

  async fingerprint(): Promise<Fingerprint> {
    const lanes = storageBuffer(this.#device, 4);
    try {
      this.dispatcher.submit(
        this.#tensors.flatMap((tensor, t) =>
          tensor.map(({ buffer, start, length }) => ({
            pipeline: this.#pipelines.fingerprint,
            resources: [{ buffer }, { buffer: lanes }, 'parameters'] as const,
            elements: length,
            parameters: { direction: null, tensor: t, start, count: length, shift: 0 },
          })),
        ),
      );
      const [a = 0, b = 0, c = 0, d = 0] = new Uint32Array(await read(this.#device, lanes, 16));
      return fingerprintOf([[a, b, c, d]]);
    } finally {
      lanes.destroy();
    }
  }

  close(): void {
    for (const { buffer } of this.#tensors.flat()) buffer.destroy();
    this.dispatcher.close();
  }

  #add(index: number, keys: Uint32Array, deltas: Int32Array): void {
    const { words, count } = kernels.packUpdates(keys, deltas);
    const updates = bufferOf(this.#device, words);
    this.dispatcher.submit(
      this.#tensors[index]!.map(({ buffer, start, length }) => ({
        pipeline: this.#pipelines.apply,
        resources: [{ buffer }, { buffer: updates }, 'parameters'],
        elements: length,
        parameters: { direction: null, tensor: index, start, count: length, width: count, shift: 0 },
      })),
    );
    updates.destroy();
  }
}

function segments(device: GPUDevice, size: number, bindingBytes: number): Segment[] {
  const most = Math.floor(bindingBytes / 256) * 64;
  return Array.from({ length: Math.ceil(size / most) }, (_, i) => {
    const start = i * most;
    const length = Math.min(most, size - start);
    return { buffer: storageBuffer(device, length), start, length };
  });
}
