import type { Direction, Fingerprint, Lattice, Update } from '../lattice/index.ts';
import type { Architecture } from '../model/index.ts';
import { Arrivals } from './arrivals.ts';
import { checkBatch, checkLabels, checkSplit } from './checks.ts';
import type { BaseWeights, Engine, EngineName, Hidden, MemoryUse, TensorSource, TokenBatch } from './engine.ts';
import type { ForwardPass } from './forward-pass.ts';
import { HiddenState } from './hidden-state.ts';
import { Turns } from './turns.ts';
import { latticeWeights, storedWeights } from './weights.ts';

/** Block 1's output in the page's own memory. */
class HostState extends HiddenState<Float32Array> {}

/** An engine over a lattice in a kernel's memory; kernel and forward pass make the difference between engines. */
export class LatticeEngine implements Engine {
  readonly name: EngineName;
  readonly architecture: Architecture;
  readonly #lattice: Lattice;
  readonly #forward: ForwardPass;
  readonly #arrivals: Arrivals;
  readonly #turns = new Turns();
  /** Bytes held at once while the weights were loaded. */
  #loadBytes = 0;

  constructor(name: EngineName, architecture: Architecture, lattice: Lattice, forward: ForwardPass) {
    this.name = name;
    this.architecture = architecture;
    this.#lattice = lattice;
    this.#forward = forward;
    this.#arrivals = new Arrivals(architecture);
  }

  get forwardSeconds(): number {
    return this.#forward.seconds;
  }

  load(tensors: AsyncIterable<TensorSource>): Promise<void> {
    return this.#turns.alone(async () => {
      await this.#arrivals.load(tensors, async (source) => {
        const { index } = source;
        await source.readInto(this.#lattice.staging(index));
        return () => this.#lattice.quantise(index);
      });
      this.#loadBytes = this.#lattice.kernel.bytes + this.#forward.bytes + this.#lattice.stagingBytes;
    });
  }

  first(batch: TokenBatch, split: number, direction: Direction | null): Promise<Hidden> {
    return this.#turns.alone(async () => {
      this.#arrivals.requireAll();
      checkBatch(batch, this.architecture);
      checkSplit(split, this.architecture);
      const weights = latticeWeights(this.architecture, this.#lattice, direction);
      const embedded = await this.#forward.embed(batch, weights);
      return new HostState(batch, split, await this.#forward.layers(embedded, batch, 0, split, weights));
    });
  }

  second(
    hidden: Hidden,
    labels: Uint32Array,
    tied: Direction | null,
    direction: Direction | null,
  ): Promise<Float32Array> {
    return this.#turns.alone(async () => {
      if (!(hidden instanceof HostState)) throw new TypeError('This hidden state was made by another engine.');
      checkLabels(labels, this.architecture);
      const weights = latticeWeights(this.architecture, this.#lattice, direction);
      const { batch, depth, values } = hidden;
      const x = await this.#forward.layers(values, batch, depth, this.architecture.layers, weights);
      return this.#forward.head(x, labels, weights, latticeWeights(this.architecture, this.#lattice, tied));
    });
  }

  base(batch: TokenBatch, labels: Uint32Array, weights: BaseWeights): Promise<Float32Array> {
    return this.#turns.alone(async () => {
      checkBatch(batch, this.architecture);
      checkLabels(labels, this.architecture);
      const reader = storedWeights(weights, this.#lattice.kernel);
      const embedded = await this.#forward.embed(batch, reader);
      const x = await this.#forward.layers(embedded, batch, 0, this.architecture.layers, reader);
      return this.#forward.head(x, labels, reader, reader);
    });
  }

  apply(updates: readonly Update[]): Promise<void> {
    return this.#turns.alone(async () => {
      this.#arrivals.requireAll();
      this.#lattice.apply(updates);
    });
  }

  fingerprint(): Promise<Fingerprint> {
    return this.#turns.alone(async () => this.#lattice.fingerprint());
  }

  shifts(): Promise<readonly number[]> {
    return this.#turns.alone(async () => this.#lattice.shifts);
  }

  integers(index: number): Promise<Int32Array<ArrayBuffer>> {
    return this.#turns.alone(async () => Int32Array.from(this.#lattice.integers(index)));
  }

  restore(index: number, integers: Int32Array, shift: number): Promise<void> {
    return this.#turns.alone(async () => {
      this.#lattice.restore(index, integers, shift);
      this.#arrivals.add(index);
    });
  }

  memory(): MemoryUse {
    const { kernel, weightBytes } = this.#lattice;
    return {
      weights: weightBytes,
      scratch: this.#forward.scratchBytes,
      peak: Math.max(this.#loadBytes, kernel.bytes + this.#forward.bytes + this.#forward.activationBytes),
    };
  }

  async close(): Promise<void> {
    if (!this.#turns.close()) return;
    await this.#turns.over();
    await this.#forward.close();
  }
}
