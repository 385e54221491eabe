import type { Tensor } from 'onnxruntime-web/webgpu';
import type { Direction, Fingerprint, Precision, Update } from '../../lattice/index.ts';
import type { Architecture } from '../../model/index.ts';
import { Arrivals } from '../arrivals.ts';
import { checkBatch, checkLabels, checkSplit } from '../checks.ts';
import type { BaseWeights, Engine, Hidden, MemoryUse, TensorSource, TokenBatch } from '../engine.ts';
import { HiddenState } from '../hidden-state.ts';
import { Turns } from '../turns.ts';
import { type GpuLimits, limitsOf, openDevice } from './adapter.ts';
import { GpuClock } from './clock.ts';
import { GpuForward } from './gpu-forward.ts';
import { GpuLattice } from './gpu-lattice.ts';
import { GpuMemory } from './gpu-memory.ts';
import { DeviceHealth, DeviceRefusalError } from './health.ts';
import { loadRuntime } from './runtime.ts';
import { Scratch } from './scratch.ts';
import { GpuSessions } from './sessions.ts';
import { type WeightSource, latticeSource, storedSource } from './sources.ts';

/** Milliseconds for the runtime to free what it has: after these a pass hangs in it. */
const PATIENCE = 2000;

/** Block 1's output on the device. */
class DeviceState extends HiddenState<Tensor> {}

export interface WebGpuOptions {
  /** A device to share, which the caller destroys. Left out: one of the engine's own, with the adapter's limits. */
  readonly device?: GPUDevice;
  /** Smaller limits than the device's, to use it as if it were a smaller one. */
  readonly limits?: GpuLimits;
  /** Bits of the weights' integers; 32 where it is left out. */
  readonly precision?: Precision;
}

/** What an engine is made of; everything lies on one device. */
interface Parts {
  readonly device: GPUDevice;
  readonly ownsDevice: boolean;
  readonly health: DeviceHealth;
  readonly memory: GpuMemory;
  readonly heap: () => number;
  readonly clock: GpuClock;
  readonly lattice: GpuLattice;
  readonly scratch: Scratch;
  readonly sessions: GpuSessions;
}

/**
 * The `webgpu` engine: lattice, noise, weights and activations stay on the graphics device; logits come back.
 * When the device is lost, every call rejects with `DeviceLostError`, one under way too.
 */
export class WebGpuEngine implements Engine {
  readonly name = 'webgpu';
  readonly architecture: Architecture;
  readonly #parts: Parts;
  readonly #forward: GpuForward;
  readonly #arrivals: Arrivals;
  readonly #turns = new Turns();
  /** Bytes held at once while the weights were loaded. */
  #loadBytes = 0;

  private constructor(architecture: Architecture, parts: Parts) {
    this.architecture = architecture;
    this.#parts = parts;
    this.#arrivals = new Arrivals(architecture);
    this.#forward = new GpuForward(architecture, parts.device, parts.sessions, parts.scratch);
  }

  /** @throws Error without an adapter, RangeError when the device has not enough memory or binds too little of it. */
  static async create(architecture: Architecture, options: WebGpuOptions = {}): Promise<WebGpuEngine> {
    const { ort, heap } = await loadRuntime();
    const device = options.device ?? (await openDevice());
    const limits = options.limits ?? limitsOf(device.limits);
    const health = new DeviceHealth(device);
    const memory = new GpuMemory(device);
    try {
      return await health.guard(async () => {
        const scratch = new Scratch(device, architecture, limits);
        const sizes = architecture.tensors.map(({ size }) => size);
        const lattice = await GpuLattice.create(device, sizes, limits, options.precision);
        const sessions = await GpuSessions.create(ort, device, architecture);
        const clock = new GpuClock(device);
        // A device without enough memory says so behind the calls' backs, but before this.
        await device.queue.onSubmittedWorkDone();
        const ownsDevice = options.device === undefined;
        const parts = { device, ownsDevice, health, memory, heap, clock, lattice, scratch, sessions };
        return new WebGpuEngine(architecture, parts);
      });
    } catch (error) {
      if (!options.device) device.destroy();
      throw error instanceof DeviceRefusalError ? error.cause : error;
    }
  }

  get forwardSeconds(): number {
    return this.seconds.layers;
  }

  /** Seconds of perturbing and of layers so far, by the device's clock where it has one; else all counts as layers. */
  get seconds(): { readonly perturb: number; readonly layers: number } {
    return this.#parts.clock.seconds;
  }

  load(tensors: AsyncIterable<TensorSource>): Promise<void> {
    return this.#alone(async () => {
      await this.#arrivals.load(tensors, async (source, size) => {
        await this.#uploaded();
        const weights = new Float32Array(size);
        await source.readInto(weights);
        return () => this.#parts.lattice.quantise(source.index, weights);
      });
      await this.#uploaded();
      const { memory, heap, lattice } = this.#parts;
      this.#loadBytes = memory.bytes + heap() + lattice.stagingBytes;
    });
  }

  first(batch: TokenBatch, split: number, direction: Direction | null): Promise<Hidden> {
    return this.#alone(async () => {
      this.#arrivals.requireAll();
      checkBatch(batch, this.architecture);
      checkSplit(split, this.architecture);
      return this.#timed(async () => {
        const source = this.#lattice(direction, direction);
        return new DeviceState(batch, split, await this.#firstLayers(batch, split, source), (tensor) =>
          tensor.dispose(),
        );
      });
    });
  }

  second(
    hidden: Hidden,
    labels: Uint32Array,
    tied: Direction | null,
    direction: Direction | null,
  ): Promise<Float32Array> {
    return this.#alone(async () => {
      if (!(hidden instanceof DeviceState)) throw new TypeError('This hidden state was made by another engine.');
      checkLabels(labels, this.architecture);
      const { batch, depth, values } = hidden;
      const source = this.#lattice(direction, tied);
      const logits = await this.#timed(() => this.#lastLayers(values, batch, depth, labels, source));
      await this.#parts.clock.read();
      return logits;
    });
  }

  base(batch: TokenBatch, labels: Uint32Array, weights: BaseWeights): Promise<Float32Array> {
    return this.#alone(async () => {
      checkBatch(batch, this.architecture);
      checkLabels(labels, this.architecture);
      const sizes = this.architecture.tensors.map(({ size }) => size);
      const source = storedSource(this.#parts.device, weights, sizes);
      const embedded = await this.#forward.embed(batch, source);
      try {
        return await this.#lastLayers(embedded, batch, 0, labels, source);
      } finally {
        embedded.dispose();
      }
    });
  }

  apply(updates: readonly Update[]): Promise<void> {
    return this.#alone(async () => {
      this.#arrivals.requireAll();
      await this.#parts.lattice.apply(updates);
    });
  }

  fingerprint(): Promise<Fingerprint> {
    return this.#alone(() => this.#parts.lattice.fingerprint());
  }

  shifts(): Promise<readonly number[]> {
    return this.#alone(async () => this.#parts.lattice.shifts);
  }

  integers(index: number): Promise<Int32Array<ArrayBuffer>> {
    return this.#alone(() => this.#parts.lattice.integers(index));
  }

  restore(index: number, integers: Int32Array, shift: number): Promise<void> {
    return this.#alone(async () => {
      this.#parts.lattice.restore(index, integers, shift);
      this.#arrivals.add(index);
      await this.#uploaded();
    });
  }

  memory(): MemoryUse {
    const { lattice, scratch, memory, heap } = this.#parts;
    return {
      weights: lattice.weightBytes,
      scratch: scratch.bytes,
      peak: Math.max(this.#loadBytes, memory.peak + heap()),
    };
  }

  async close(): Promise<void> {
    if (!this.#turns.close()) return;
    const { sessions, health, device, ownsDevice, lattice, scratch, clock } = this.#parts;
    // A lost device has nothing to free.
    const freed = health.guard(() => sessions.close()).catch(() => {});
    let timer;
    await Promise.race([freed, new Promise((resolve) => (timer = setTimeout(resolve, PATIENCE)))]);
    clearTimeout(timer);
    for (const part of [this.#forward, lattice, scratch, clock]) part.close();
    if (ownsDevice) device.destroy();
  }

  #alone<T>(work: () => Promise<T>): Promise<T> {
    return this.#turns.alone(() => this.#parts.health.guard(work));
  }

  /** What was written is on the device: one tensor at a time is on its way. */
  #uploaded(): Promise<undefined> {
    return this.#parts.device.queue.onSubmittedWorkDone();
  }

  async #timed<T>(work: () => Promise<T>): Promise<T> {
    this.#parts.clock.begin();
    const result = await work();
    this.#parts.clock.end();
    return result;
  }

  #lattice(direction: Direction | null, tied: Direction | null): WeightSource {
    const { device, lattice, clock } = this.#parts;
    return latticeSource(device, this.architecture, lattice, clock, direction, tied);
  }

  async #firstLayers(batch: TokenBatch, split: number, source: WeightSource): Promise<Tensor> {
    const embedded = await this.#forward.embed(batch, source);
    const y = await this.#forward.layers(embedded, batch, 0, split, source);
    if (y !== embedded) embedded.dispose();
    return y;
  }

  async #lastLayers(
    x: Tensor,
    batch: TokenBatch,
    depth: number,
    labels: Uint32Array,
    source: WeightSource,
  ): Promise<Float32Array> {
    const y = await this.#forward.layers(x, batch, depth, this.architecture.layers, source);
    try {
      return await this.#forward.head(y, labels, source);
    } finally {
      if (y !== x) y.dispose();
    }
  }
}
