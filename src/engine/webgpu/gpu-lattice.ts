import {
  type Direction,
  type Fingerprint,
  type Integers,
  type Precision,
  type Update,
  checkSnapshot,
  checkSteps,
  fingerprintOf,
  mergeKeys,
  quantiseInto,
  termsOf,
} from '../../lattice/index.ts';
import type { GpuLimits } from './adapter.ts';
import { bufferOf, paddedBytes, read, storageBuffer } from './buffers.ts';
import { type Dispatch, Dispatcher } from './dispatches.ts';
import * as kernels from './kernels/index.ts';
import { type Pipeline, createPipeline } from './pipeline.ts';
import { type Segment, createSegments, readIntegers, writeIntegers } from './segments.ts';

/** Updates that one pass over memory takes, so that no pass keeps a slow device busy for seconds. */
const MOST_UPDATES = 2048;

/** Sides of a product [rows, rank] [rank, columns]. */
interface ProductShape {
  readonly rows: number;
  readonly rank: number;
  readonly columns: number;
}

type Pipelines = Readonly<Record<'perturb' | 'gather' | 'apply' | 'fingerprint' | 'addProduct', Pipeline>>;

/**
 * The lattice in a graphics device's memory: every bit that it computes is `ReferenceKernel`'s. A tensor that is larger
 * than one binding lies in several buffers.
 */
export class GpuLattice {
  readonly dispatcher: Dispatcher;
  readonly precision: Precision;
  readonly #device: GPUDevice;
  readonly #pipelines: Pipelines;
  readonly #sizes: readonly number[];
  readonly #tensors: readonly (readonly Segment[])[];
  readonly #shifts: Int32Array;

  private constructor(
    device: GPUDevice,
    pipelines: Pipelines,
    sizes: readonly number[],
    limits: GpuLimits,
    precision: Precision,
  ) {
    this.precision = precision;
    this.#device = device;
    this.#pipelines = pipelines;
    this.#sizes = sizes;
    this.dispatcher = new Dispatcher(device, limits.workgroups);
    this.#shifts = new Int32Array(sizes.length);
    this.#tensors = sizes.map((size) => createSegments(device, size, precision, limits.bindingBytes));
  }

  /** @param sizes elements of each tensor, in the architecture's order (which numbers them in the noise). */
  static async create(
    device: GPUDevice,
    sizes: readonly number[],
    limits: GpuLimits,
    precision: Precision = 32,
  ): Promise<GpuLattice> {
    const [perturb, gather, apply, fingerprint, addProduct] = await Promise.all([
      createPipeline(device, kernels.perturb[precision]),
      createPipeline(device, kernels.gather[precision]),
      createPipeline(device, kernels.apply[precision]),
      createPipeline(device, kernels.fingerprint[precision]),
      createPipeline(device, kernels.addProduct[precision]),
    ]);
    return new GpuLattice(device, { perturb, gather, apply, fingerprint, addProduct }, sizes, limits, precision);
  }

  /** Bytes of the integers themselves. */
  get weightBytes(): number {
    return this.#sizes.reduce((sum, size) => sum + (size * this.precision) / 8, 0);
  }

  /** Bytes of the largest tensor's float32 weights, which wait outside of the device while they become integers. */
  get stagingBytes(): number {
    return 4 * Math.max(...this.#sizes);
  }

  get shifts(): readonly number[] {
    return [...this.#shifts];
  }

  /**
   * Takes float32 weights in, as integers. `weights` is overwritten with them.
   * @throws RangeError when a weight is not finite; nothing has changed then.
   */
  quantise(index: number, weights: Float32Array<ArrayBuffer>): void {
    const Integers = this.precision === 32 ? Int32Array : Int16Array;
    const integers = new Integers(weights.buffer, weights.byteOffset, weights.length);
    this.#write(index, integers, quantiseInto(weights, integers));
  }

  /**
   * Replaces a tensor's integers and scale by a snapshot's.
   * @throws RangeError when they are not this tensor's; it is as it was then.
   */
  restore(index: number, integers: Int32Array, shift: number): void {
    checkSnapshot({ index, size: this.#sizes[index]!, precision: this.precision }, integers, shift);
    this.#write(index, integers, shift);
  }

  /** A copy of a tensor's integers. */
  integers(index: number): Promise<Int32Array<ArrayBuffer>> {
    return readIntegers(this.#device, this.#tensors[index]!, this.precision);
  }

  /**
   * Calls that write a tensor's weights in a direction to `out`, a storage buffer of its size. Elements differ from
   * `ReferenceKernel`'s by one unit in the last place of n * 2^-k at most: WGSL leaves it open how an integer of more
   * than 24 bits becomes a float32, and numbers below 2^-126 may become 0. All else is exact, fused or not, since
   * multiplying by 2^-k and by +-1 is; so at 16 bits everything is.
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
   * A call that adds scale * a b to a matrix of floats in a buffer, as `ReferenceKernel` does but for rounding, which WGSL
   * leaves open. `a` [rows, rank], `b` [rank, columns], `out` [rows, columns].
   */
  addProduct(
    a: GPUBuffer,
    b: GPUBuffer,
    { rows, rank, columns }: ProductShape,
    scale: number,
    out: GPUBuffer,
  ): Dispatch {
    return {
      pipeline: this.#pipelines.addProduct,
      resources: [{ buffer: a, size: 4 * rows * rank }, { buffer: b }, { buffer: out }, 'parameters'],
      elements: rows * columns,
      parameters: {
        direction: { key: [0, 0], amount: scale },
        ...{ tensor: 0, start: 0, count: rows * columns, width: columns, shift: 0 },
      },
    };
  }

  /**
   * Applies updates in one pass over memory, as `Lattice.apply` does.
   * @throws RangeError when a step is not finite or beyond the lattice; no weight has changed then.
   */
  async apply(updates: readonly Update[]): Promise<void> {
    this.#shifts.forEach((shift, t) => checkSteps(updates, t, shift, this.precision));
    const merged = mergeKeys(updates);
    for (const [t, shift] of this.#shifts.entries()) {
      const { keys, deltas } = termsOf(merged, updates, t, shift, this.precision);
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

  #write(index: number, integers: Integers, shift: number): void {
    writeIntegers(this.#device, this.#tensors[index]!, this.precision, integers);
    this.#shifts[index] = shift;
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
