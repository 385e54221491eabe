import type { Region, WasmKernel } from '../../lattice/index.ts';
import {
  type Architecture,
  EMBEDDING_TENSORS,
  HEAD_TENSORS,
  adaptedWeights,
  firstTensorOf,
} from '../../model/index.ts';
import { maximumLength } from '../checks.ts';
import type { TokenBatch } from '../engine.ts';
import type { ForwardPass } from '../forward-pass.ts';
import type { WeightReader } from '../weights.ts';
import {
  type Adapter,
  JOB_WORDS,
  type Job,
  KIND,
  type Matrix,
  type MatrixName,
  type NumberName,
  OPERATION,
  writeJob,
} from './job.ts';
import type { Machine } from './machine.ts';
import type { SimdExports } from './module.ts';
import { Team } from './team.ts';

/** A layer's tensors by their place in the architecture's list; matrices are even ones. */
const LAYER = {
  matrices: { q: 0, k: 2, v: 4, output: 6, up: 10, down: 12 },
  vectors: {
    ...{ qBias: 1, kBias: 3, vBias: 5, outputBias: 7, upBias: 11, downBias: 13 },
    ...{ norm1: 8, norm1Bias: 9, norm2: 14, norm2Bias: 15 },
  },
} as const;

/** Weights are read by eights, so beyond a matrix's last row: the lattice has others behind it, the arena may end there. */
const SPARE = 8;

/**
 * The forward pass in this project's own WebAssembly: the lattice's integers become perturbed floats while a matrix
 * product packs its weights, so there is no scratch and no copy; all threads work on one layer (docs/SIMD.md).
 */
export class SimdForward implements ForwardPass {
  readonly #architecture: Architecture;
  readonly #kernel: WasmKernel;
  readonly #memory: WebAssembly.Memory;
  readonly #exports: SimdExports;
  readonly #team: Team;
  readonly #job: Region;
  /** Biases and norms of a layer, or of the head. */
  readonly #vectors: Region;
  /** A layer's adapters, perturbed: A and B of the query weight, then of the value weight. */
  readonly #adapters: Region;
  /** Activations, the memory's last region: it grows with the largest batch. */
  #arena: Region;
  #seconds = 0;
  #activationBytes = 0;

  private constructor(
    architecture: Architecture,
    { kernel, memory, exports }: Machine,
    job: Region,
    vectors: Region,
    adapters: Region,
    team: Team,
  ) {
    this.#architecture = architecture;
    this.#kernel = kernel;
    this.#memory = memory;
    this.#exports = exports;
    this.#team = team;
    this.#job = job;
    this.#vectors = vectors;
    this.#adapters = adapters;
    this.#arena = kernel.allocate(0);
  }

  /** @param machine with the lattice in its memory: what is allocated here lies behind. */
  static async create(architecture: Architecture, machine: Machine, threads: number): Promise<SimdForward> {
    const { hidden, heads, feedForward } = architecture;
    const { exports, kernel } = machine;
    const bytes = Math.max(
      exports.SCRATCH_BYTES.value,
      exports.productBytes(hidden, feedForward),
      exports.attentionBytes(maximumLength(architecture), hidden / heads),
    );
    const job = kernel.allocate(JOB_WORDS);
    const vectors = kernel.allocate(10 * aligned(hidden) + aligned(feedForward));
    const adapters = kernel.allocate(4 * aligned(hidden * (architecture.adapters?.rank ?? 0)));
    return new SimdForward(architecture, machine, job, vectors, adapters, await Team.gather(machine, bytes, threads));
  }

  get scratchBytes(): number {
    return this.#team.bytes + 4 * (this.#job.length + this.#vectors.length + this.#adapters.length);
  }

  /** All of its memory is the kernel's. */
  get bytes(): number {
    return 0;
  }

  get activationBytes(): number {
    return this.#activationBytes;
  }

  get seconds(): number {
    return this.#seconds;
  }

  async embed(batch: TokenBatch, weights: WeightReader): Promise<Float32Array> {
    const { hidden: H, firstPosition, normEpsilon } = this.#architecture;
    const { size: B, length: S } = batch;
    const at = this.#place({ x: B * S * H, position: S * H, type: H, norm: H, shift: H });
    await weights.rows(0, Uint32Array.from(batch.ids), H, at.x);
    await weights.rows(
      1,
      Uint32Array.from({ length: S }, (_, s) => firstPosition + s),
      H,
      at.position,
    );
    await weights.rows(2, new Uint32Array(1), H, at.type);
    await weights.tensor(EMBEDDING_TENSORS - 2, at.norm);
    await weights.tensor(EMBEDDING_TENSORS - 1, at.shift);
    this.#run(OPERATION.embed, {
      ...{ epsilon: normEpsilon, size: B, length: S, hidden: H },
      ...{ x: 4 * at.x.offset, rows: 4 * at.position.offset, rowBias: 4 * at.type.offset },
      ...{ norm1: 4 * at.norm.offset, norm1Bias: 4 * at.shift.offset },
    });
    return this.#copy(at.x, B * S * H);
  }

  async layers(
    x: Float32Array,
    batch: TokenBatch,
    from: number,
    to: number,
    weights: WeightReader,
  ): Promise<Float32Array> {
    if (from === to) return x;
    const { hidden: H, feedForward: F, heads, layers, normEpsilon } = this.#architecture;
    const { size: B, length: S, maskPositions } = batch;
    const rows = B * S;
    const padded = this.#padded(rows);
    const at = this.#place({
      ...{ x: rows * H, query: rows * H, key: rows * H, value: rows * H },
      ...{ packed: padded * H, wide: padded * F, tokens: B, masks: B },
      // Weights that are not the lattice's come here first, one layer's at a time.
      stored: weights.lattice ? 0 : 4 * H * H + 2 * H * F + SPARE,
    });
    this.#kernel.floats(at.x).set(x);
    this.#kernel.ints(at.tokens).set(tokensOf(batch));
    this.#kernel.ints(at.masks).set(maskPositions.map((position, b) => b * S + position));
    const address = (region: Region): number => 4 * region.offset;
    for (let layer = from; layer < to; layer++) {
      const isLast = layer === layers - 1;
      const first = firstTensorOf(layer);
      this.#run(OPERATION.layer, {
        ...(await this.#vectorsOf(first, LAYER.vectors, weights)),
        ...(await this.#matricesOf(first, LAYER.matrices, weights, at.stored, await this.#adaptersOf(layer, weights))),
        ...jobOf(weights),
        ...{ epsilon: normEpsilon, size: B, length: S, hidden: H, feedForward: F, heads },
        ...{ asking: isLast ? B : rows, at: isLast ? address(at.masks) : 0, tokens: address(at.tokens) },
        ...{ x: address(at.x), query: address(at.query), key: address(at.key), value: address(at.value) },
        ...{ packed: address(at.packed), wide: address(at.wide) },
      });
    }
    return to === layers ? this.#copy(at.query, B * H) : this.#copy(at.x, rows * H);
  }

  async head(x: Float32Array, labels: Uint32Array, weights: WeightReader, tied: WeightReader): Promise<Float32Array> {
    const { hidden: H, layers, normEpsilon } = this.#architecture;
    const first = firstTensorOf(layers);
    const rows = x.length / H;
    const at = this.#place({
      ...{ x: rows * H, query: rows * H, packed: this.#padded(rows) * H },
      ...{ rows: labels.length * H, rowBias: labels.length, logits: rows * labels.length },
      stored: weights.lattice ? 0 : H * H + SPARE,
    });
    this.#kernel.floats(at.x).set(x);
    await tied.rows(0, labels, H, at.rows);
    await weights.rows(first + HEAD_TENSORS - 1, labels, 1, at.rowBias);
    this.#run(OPERATION.head, {
      ...(await this.#vectorsOf(first, { qBias: 1, norm1: 2, norm1Bias: 3 }, weights)),
      ...(await this.#matricesOf(first, { q: 0 }, weights, at.stored)),
      ...jobOf(weights),
      ...{ epsilon: normEpsilon, hidden: H, asking: rows, labels: labels.length },
      ...{ x: 4 * at.x.offset, query: 4 * at.query.offset, packed: 4 * at.packed.offset },
      ...{ rows: 4 * at.rows.offset, rowBias: 4 * at.rowBias.offset, logits: 4 * at.logits.offset },
    });
    return this.#copy(at.logits, rows * labels.length);
  }

  async close(): Promise<void> {
    this.#team.close();
  }

  #run(operation: number, job: Job): void {
    writeJob(this.#memory.buffer, 4 * this.#job.offset, job);
    const start = performance.now();
    this.#team.run(operation, 4 * this.#job.offset);
    this.#seconds += (performance.now() - start) / 1000;
  }

  /** Rows with a panel's padding. */
  #padded(rows: number): number {
    return this.#exports.panelStart(rows, this.#exports.panelCount(rows));
  }

  /** Places in the arena, one after another; what lay there before is gone. */
  #place<Name extends string>(lengths: Readonly<Record<Name, number>>): Readonly<Record<Name, Region>>;
  #place(lengths: Readonly<Record<string, number>>): Readonly<Record<string, Region>> {
    const total = Object.values(lengths).reduce((sum, length) => sum + aligned(length), 0);
    if (total > this.#arena.length) {
      // The arena is the memory's last region, so that what is added continues it.
      const more = this.#kernel.allocate(total - this.#arena.length);
      this.#arena = { offset: this.#arena.offset, length: more.offset + more.length - this.#arena.offset };
    }
    let { offset } = this.#arena;
    const regions: Record<string, Region> = {};
    for (const [name, length] of Object.entries(lengths)) {
      regions[name] = { offset, length };
      offset += aligned(length);
    }
    return regions;
  }

  /** Small tensors, read into the vectors' region; their addresses by name. */
  async #vectorsOf<Name extends NumberName>(
    first: number,
    names: Readonly<Record<Name, number>>,
    weights: WeightReader,
  ): Promise<Record<Name, number>>;
  async #vectorsOf(first: number, names: Readonly<Record<string, number>>, weights: WeightReader) {
    const addresses: Record<string, number> = {};
    let { offset } = this.#vectors;
    for (const [name, i] of Object.entries(names)) {
      const length = this.#architecture.tensors[first + i]!.size;
      await weights.tensor(first + i, { offset, length });
      addresses[name] = 4 * offset;
      offset += aligned(length);
    }
    return addresses;
  }

  /** Linear weights where they are: the lattice's own integers, or floats brought into `stored`. */
  async #matricesOf<Name extends MatrixName>(
    first: number,
    names: Readonly<Record<Name, number>>,
    weights: WeightReader,
    stored: Region,
    adapters?: ReadonlyMap<number, Adapter>,
  ): Promise<Record<Name, Matrix>>;
  async #matricesOf(
    first: number,
    names: Readonly<Record<string, number>>,
    weights: WeightReader,
    stored: Region,
    adapters: ReadonlyMap<number, Adapter> = new Map(),
  ) {
    const matrices: Record<string, Matrix> = {};
    let { offset } = stored;
    for (const [name, i] of Object.entries(names)) {
      const { shape, size, trainable } = this.#architecture.tensors[first + i]!;
      // A checkpoint has them [out, in].
      const columns = shape[0]!;
      if (weights.lattice) {
        const { region, index, shift } = weights.lattice.tensor(first + i);
        const adapter = adapters.get(index);
        matrices[name] = {
          ...{ address: 4 * region.offset, tensor: index, columns, scale: 2 ** -shift },
          perturbed: weights.direction && trainable ? 1 : 0,
          ...(adapter && { adapter }),
        };
      } else {
        await weights.tensor(first + i, { offset, length: size });
        matrices[name] = { address: 4 * offset, tensor: first + i, columns, scale: 1, perturbed: 0 };
        offset += size;
      }
    }
    return matrices;
  }

  /** A layer's adapters, read into their region, by the numbers of the weights that they belong to. */
  async #adaptersOf(layer: number, weights: WeightReader): Promise<ReadonlyMap<number, Adapter>> {
    const found = new Map<number, Adapter>();
    if (!weights.adapters) return found;
    const { rank, scale } = weights.adapters;
    let { offset } = this.#adapters;
    for (const { weight, a, b } of adaptedWeights(layer, this.#architecture)) {
      const length = this.#architecture.tensors[a]!.size;
      const second = offset + aligned(length);
      await weights.tensor(a, { offset, length });
      await weights.tensor(b, { offset: second, length });
      found.set(weight, { rank, scale, a: 4 * offset, b: 4 * second });
      offset = second + aligned(length);
    }
    return found;
  }

  /** A result of the kernel's memory, as the caller's own. */
  #copy({ offset }: Region, length: number): Float32Array {
    const result = new Float32Array(length);
    result.set(this.#kernel.floats({ offset, length }));
    this.#activationBytes = Math.max(this.#activationBytes, 2 * result.byteLength);
    return result;
  }
}

/** How a job reads its matrices. */
function jobOf({ lattice, direction }: WeightReader): Job {
  if (!lattice) return { kind: KIND.floats };
  const kind = lattice.precision === 32 ? KIND.lattice32 : KIND.lattice16;
  if (!direction) return { kind };
  const { key, amount } = direction;
  return { kind, key0: key[0], key1: key[1], amount };
}

/** Tokens of each row, which come before its padding. */
function tokensOf({ size, length, attention }: TokenBatch): Int32Array {
  return Int32Array.from({ length: size }, (_, b) => {
    const row = attention.subarray(b * length, (b + 1) * length);
    const padding = row.indexOf(0);
    const tokens = padding < 0 ? length : padding;
    if (tokens === 0 || row.lastIndexOf(1) >= tokens) throw new RangeError(`Row ${b} is not padded on its right.`);
    return tokens;
  });
}

/** To whole vectors of four floats and a cache line: a tile reads a bias by fours. */
function aligned(length: number): number {
  return Math.ceil(length / 16) * 16;
}
