import { type Fingerprint, Lattice, type Update, WasmKernel, negate } from '../lattice/index.ts';
import {
  type Architecture,
  type CheckpointType,
  type Chunks,
  parseConfig,
  readCheckpoint,
  trainableBlocks,
  withTrainable,
  writeCheckpoint,
} from '../model/index.ts';
import {
  type Entry,
  type Hash,
  type Manifest,
  decodeEntry,
  entryHash,
  manifestHash,
  precisionOf,
  splitOf,
  trainableOf,
} from '../protocol/index.ts';
import { type Blocks, entryPasses, hasItsNumbers } from '../zo/index.ts';

/** Twice the step that a manifest allows, which leaves room for rounding. */
const BEYOND = 2 ** 21;

/** An entry that cannot be applied. */
export class ReplayError extends Error {
  override readonly name = 'ReplayError';
  readonly entry: number;
  constructor(message: string, entry: number, cause?: unknown) {
    super(message, { cause });
    this.entry = entry;
  }
}

/** The manifest's file of weights. @throws Error when it names none */
export function checkpointFile({ model }: Manifest): Manifest['model']['files'][number] {
  const file = model.files.find(({ name }) => name.endsWith('.safetensors'));
  if (!file) throw new Error('The manifest names no .safetensors file.');
  return file;
}

/** A federation's model, rebuilt from its base weights and its log: no data, no forward passes, no engine. */
export class ReplayedModel {
  readonly architecture: Architecture;
  readonly lattice: Lattice;
  readonly #manifest: Manifest;
  readonly #blocks: Blocks;
  #sequence = 0;
  #chain: Hash;

  private constructor(manifest: Manifest, architecture: Architecture, lattice: Lattice) {
    this.architecture = architecture;
    this.lattice = lattice;
    this.#manifest = manifest;
    this.#blocks = trainableBlocks(architecture, splitOf(manifest));
    this.#chain = manifestHash(manifest);
  }

  /**
   * A model without weights yet: `load` the base's, or restore every tensor of the lattice and `jump`.
   * @param config parsed config.json
   * @throws ModelError when the config is not one of a model that is known here
   */
  static async create(manifest: Manifest, config: unknown): Promise<ReplayedModel> {
    const architecture = withTrainable(parseConfig(config), trainableOf(manifest));
    const sizes = architecture.tensors.map(({ size }) => size);
    const lattice = new Lattice(sizes, await WasmKernel.create(), precisionOf(manifest));
    return new ReplayedModel(manifest, architecture, lattice);
  }

  /** The last entry that is in the weights, and the chain value after it. */
  get sequence(): number {
    return this.#sequence;
  }
  get chain(): Hash {
    return this.#chain;
  }

  /**
   * Takes in the base weights: state 0.
   * @param chunks the manifest's checkpoint
   * @throws ModelError when it is damaged or has another hash than the manifest's
   */
  async load(chunks: Chunks): Promise<void> {
    const { sha256 } = checkpointFile(this.#manifest);
    for await (const { index, readInto } of readCheckpoint(chunks, this.architecture, sha256)) {
      await readInto(this.lattice.staging(index));
      this.lattice.quantise(index);
    }
    this.jump(0, manifestHash(this.#manifest));
  }

  /** Says which state the lattice holds, after its tensors were restored. */
  jump(sequence: number, chain: Hash): void {
    this.#sequence = sequence;
    this.#chain = chain;
  }

  /**
   * Applies the entries that follow, in one pass over the weights, but for a rollback of very much.
   * @throws ReplayError when one is malformed or does not follow, or has numbers that no relay takes; the weights are as
   *   they were then.
   */
  apply(entries: readonly Uint8Array[]): void {
    let [sequence, chain] = [this.#sequence, this.#chain];
    const decoded = entries.map((bytes) => {
      const entry = this.#decode(bytes, sequence + 1);
      if (entry.sequence !== sequence + 1 || entry.previous !== chain) {
        throw new ReplayError(`Entry ${entry.sequence} does not follow entry ${sequence}.`, entry.sequence);
      }
      sequence = entry.sequence;
      chain = entryHash(bytes);
      if (!hasItsNumbers(entry, this.#manifest)) throw otherNumbers(entry);
      return entry;
    });
    this.#take(decoded);
    this.jump(sequence, chain);
  }

  /** What throws leaves the weights as they were. */
  #take(entries: readonly Entry[]): void {
    const look = (made: readonly Update[], entry: Entry): void => {
      if (made.some(({ step }) => !(Math.abs(step) <= BEYOND))) throw otherNumbers(entry);
    };
    let done = 0;
    try {
      for (const made of entryPasses(entries, this.#manifest, this.#blocks, look)) {
        this.lattice.apply(made);
        done++;
      }
    } catch (error) {
      for (const made of entryPasses(entries, this.#manifest, this.#blocks)) {
        if (done-- === 0) break;
        this.lattice.apply(made.map(negate));
      }
      throw error;
    }
  }

  fingerprint(): Fingerprint {
    return this.lattice.fingerprint();
  }

  /** The state as a safetensors file. No entry may be applied before its end. */
  checkpoint(type: CheckpointType): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
    const { shifts } = this.lattice;
    const weights = (index: number) => ({ integers: this.lattice.integers(index), shift: shifts[index]! });
    return writeCheckpoint(this.architecture, weights, type);
  }

  #decode(bytes: Uint8Array, number: number): Entry {
    try {
      return decodeEntry(bytes);
    } catch (error) {
      throw new ReplayError(`Entry ${number} is malformed: ${String(error)}`, number, error);
    }
  }
}

function otherNumbers({ sequence }: Entry): ReplayError {
  return new ReplayError(`Entry ${sequence} has other numbers than its manifest's method sends.`, sequence);
}
