import type { Kernel, Region } from '../lattice/index.ts';
import {
  type Architecture,
  EMBEDDING_TENSORS,
  HEAD_TENSORS,
  LAYER_TENSORS,
  adaptedWeights,
  firstTensorOf,
} from '../model/index.ts';
import { maximumLength } from './checks.ts';
import type { TokenBatch } from './engine.ts';
import type { ForwardPass } from './forward-pass.ts';
import type { LayerRunner } from './runner.ts';
import type { WeightReader } from './weights.ts';

/** Label words that fit into the scratch of the smallest model. */
const LABELS = 64;
/** Regions start at multiples of 16 bytes, which SIMD likes. */
const ALIGNMENT = 4;

/**
 * The forward pass over any layers, a group of weights at a time: they are written into one scratch region just before
 * they are needed, and overwritten by the next group's. How they are multiplied is the runner's business.
 */
export class ScratchForward implements ForwardPass {
  readonly #architecture: Architecture;
  readonly #kernel: Kernel;
  readonly #runner: LayerRunner;
  readonly #scratch: Region;
  #seconds = 0;
  #activationBytes = 0;

  constructor(architecture: Architecture, kernel: Kernel, runner: LayerRunner) {
    this.#architecture = architecture;
    this.#kernel = kernel;
    this.#runner = runner;
    const { hidden, tensors } = architecture;
    const group = (first: number, count: number) =>
      tensors.slice(first, first + count).reduce((sum, { size }) => sum + aligned(size), 0);
    const head = firstTensorOf(architecture.layers);
    // One A and one B at a time.
    const adapter = adapterSizes(architecture).reduce((sum, size) => sum + aligned(size), 0);
    this.#scratch = kernel.allocate(
      Math.max(
        group(firstTensorOf(0), LAYER_TENSORS) + adapter,
        // One row of a batch at its longest: words, positions, type, norm.
        (2 * maximumLength(architecture) + 3) * aligned(hidden) + 2 * ALIGNMENT,
        group(head, HEAD_TENSORS - 1) + LABELS * (aligned(hidden) + ALIGNMENT),
      ),
    );
  }

  get scratchBytes(): number {
    return this.#scratch.length * 4;
  }

  get bytes(): number {
    return this.#runner.bytes;
  }

  /** The largest input and output of a layer so far. */
  get activationBytes(): number {
    return this.#activationBytes;
  }

  /** Of the runner: the bare forward passes, without perturbing. */
  get seconds(): number {
    return this.#seconds;
  }

  async embed({ ids, size, length }: TokenBatch, weights: WeightReader): Promise<Float32Array> {
    const { hidden, firstPosition } = this.#architecture;
    const fixed = (length + 3) * aligned(hidden);
    // As many of the batch's rows at a time as fit into the scratch.
    const step = Math.min(size, Math.floor((this.#scratch.length - fixed - 2 * ALIGNMENT) / (length * hidden)));
    const result = new Float32Array(size * length * hidden);
    const positions = Uint32Array.from({ length }, (_, s) => firstPosition + s);
    for (let first = 0; first < size; first += step) {
      const count = Math.min(step, size - first);
      const tokens = Uint32Array.from(ids.subarray(first * length, (first + count) * length));
      const regions = this.#regions([tokens.length * hidden, length * hidden, hidden, hidden, hidden]);
      const [word, position, type, ...norm] = regions;
      await weights.rows(0, tokens, hidden, word!);
      await weights.rows(1, positions, hidden, position!);
      await weights.rows(2, new Uint32Array(1), hidden, type!);
      for (const [i, region] of norm.entries()) await weights.tensor(EMBEDDING_TENSORS - 2 + i, region);
      const y = await this.#run(result, () => this.#runner.embed(count, length, this.#views(regions)));
      result.set(y, first * length * hidden);
    }
    return result;
  }

  async layers(
    x: Float32Array,
    batch: TokenBatch,
    from: number,
    to: number,
    weights: WeightReader,
  ): Promise<Float32Array> {
    const { layers, tensors } = this.#architecture;
    let hidden = x;
    for (let layer = from; layer < to; layer++) {
      const first = firstTensorOf(layer);
      const sizes = tensors.slice(first, first + LAYER_TENSORS).map(({ size }) => size);
      const all = this.#regions([...sizes, ...adapterSizes(this.#architecture)]);
      const regions = all.slice(0, LAYER_TENSORS);
      for (const [i, region] of regions.entries()) await weights.tensor(first + i, region);
      await this.#adapt(layer, regions, all.slice(LAYER_TENSORS), weights);
      const views = this.#views(regions);
      const run = layer === layers - 1 ? 'lastLayer' : 'layer';
      hidden = await this.#run(hidden, () => this.#runner[run](hidden, batch, views));
    }
    return hidden;
  }

  async head(x: Float32Array, labels: Uint32Array, weights: WeightReader, tied: WeightReader): Promise<Float32Array> {
    const { hidden, layers, tensors } = this.#architecture;
    const first = firstTensorOf(layers);
    const sizes = tensors.slice(first, first + HEAD_TENSORS - 1).map(({ size }) => size);
    const regions = this.#regions([...sizes, labels.length * hidden, labels.length]);
    const rows = regions[HEAD_TENSORS - 1]!;
    const biases = regions[HEAD_TENSORS]!;
    for (let i = 0; i < HEAD_TENSORS - 1; i++) await weights.tensor(first + i, regions[i]!);
    await tied.rows(0, labels, hidden, rows);
    await weights.rows(first + HEAD_TENSORS - 1, labels, 1, biases);
    return this.#run(x, () => this.#runner.head(x, this.#views(regions)));
  }

  /** Adds scale * A B to those of a layer's weights that have adapters; A and B go through `adapter`, one after another. */
  async #adapt(
    layer: number,
    regions: readonly Region[],
    [atA, atB]: readonly Region[],
    weights: WeightReader,
  ): Promise<void> {
    const { adapters } = weights;
    if (!adapters) return;
    for (const { weight, a, b } of adaptedWeights(layer, this.#architecture)) {
      await weights.tensor(a, atA!);
      await weights.tensor(b, atB!);
      this.#kernel.addProduct(atA!, atB!, adapters.rank, adapters.scale, regions[weight - firstTensorOf(layer)]!);
    }
  }

  close(): Promise<void> {
    return this.#runner.close();
  }

  async #run(x: Float32Array, work: () => Promise<Float32Array>): Promise<Float32Array> {
    const start = performance.now();
    const y = await work();
    this.#seconds += (performance.now() - start) / 1000;
    this.#activationBytes = Math.max(this.#activationBytes, x.byteLength + y.byteLength);
    return y;
  }

  /** Places in the scratch, one after another. */
  #regions(sizes: readonly number[]): Region[] {
    let offset = this.#scratch.offset;
    const regions = sizes.map((length) => {
      const region = { offset, length };
      offset += aligned(length);
      return region;
    });
    if (offset > this.#scratch.offset + this.#scratch.length) {
      throw new RangeError('The weights asked for at once do not fit into the scratch: too many label words?');
    }
    return regions;
  }

  #views(regions: readonly Region[]): Float32Array[] {
    return regions.map((region) => this.#kernel.floats(region));
  }
}

/** Elements of an adapter's A and B; none where there are no adapters. */
function adapterSizes({ adapters, hidden }: Architecture): number[] {
  return adapters ? [hidden * adapters.rank, adapters.rank * hidden] : [];
}

function aligned(length: number): number {
  return Math.ceil(length / ALIGNMENT) * ALIGNMENT;
}
