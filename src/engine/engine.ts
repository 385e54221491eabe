import type { Architecture } from '../model/index.ts';
import type { Direction, Fingerprint, Update } from '../lattice/index.ts';

/** Letters of the shapes below: B batch, S sequence, H hidden size, N label words. */

/** Tokens of one batch, right-padded to a common length. */
export interface TokenBatch {
  /** B */
  readonly size: number;
  /** S */
  readonly length: number;
  /** [B, S] token ids. */
  readonly ids: Int32Array;
  /** [B, S] 1 for a token, 0 for padding. */
  readonly attention: Uint8Array;
  /** [B] the position of the mask token in each row. */
  readonly maskPositions: Int32Array;
}

/** Block 1's output, kept on the device until released. Valid for the engine that made it, and until its `close`. */
export interface Hidden {
  readonly batch: TokenBatch;
  /** Layers that have run. */
  readonly depth: number;
  /** Frees what the device holds. Safe to call twice. */
  release(): void;
}

/** A tensor of a checkpoint on its way into a device: the reader calls `readInto` once, then asks for the next. */
export interface TensorSource {
  /** The tensor's number in the architecture's list. */
  readonly index: number;
  /** Fills `target` with the base weights as float32, in the lattice's element order (linear weights [in, out]). */
  readInto(target: Float32Array): Promise<void>;
}

/** Random access to the base weights where they are stored, so that the base model can be asked without a copy of it. */
export interface BaseWeights {
  /** Fills `out` with elements start, start + 1, ... of a tensor, as float32, in the lattice's element order. */
  read(index: number, start: number, out: Float32Array): Promise<void>;
}

/** What an engine holds at this moment, in bytes. */
export interface MemoryUse {
  /** The lattice's integers. */
  readonly weights: number;
  /** Perturbed weights of one layer, and gathered rows. */
  readonly scratch: number;
  /** Everything that the engine holds or has held at once, weights and the runtime's own heap included. */
  readonly peak: number;
}

/**
 * One model on one device: forward passes over a lattice that the engine owns.
 *
 * - A forward pass never changes the lattice; directions perturb out of place, one layer at a time.
 * - A direction reaches the architecture's trainable tensors alone; frozen ones are read as they are. Query and value
 *   weights with adapters are read as W + scale * A B, with A and B in the direction. `apply` moves what it is told to.
 * - Calls are made one after another: await one before the next. No method is safe to call concurrently.
 * - Results are deterministic on one engine and machine; between engines logits differ by rounding (1e-3),
 *   the lattice and the fingerprint not by a bit.
 */
export interface Engine {
  readonly name: EngineName;
  readonly architecture: Architecture;

  /** Takes the base weights in. Every tensor of the architecture once, in any order; a missing one is an error. */
  load(tensors: AsyncIterable<TensorSource>): Promise<void>;

  /** Block 1: embeddings and layers 0 to split - 1 on w + direction. `null` reads the weights themselves. */
  first(batch: TokenBatch, split: number, direction: Direction | null): Promise<Hidden>;

  /**
   * Block 2: the remaining layers on w + `direction`, the last one at the mask position only, and the MLM head.
   * The tied decoder's rows belong to block 1 and take `tied`, block 1's direction.
   * @param labels token ids of the label words, length N
   * @returns [B, N] logits of the label words at the mask
   */
  second(
    hidden: Hidden,
    labels: Uint32Array,
    tied: Direction | null,
    direction: Direction | null,
  ): Promise<Float32Array>;

  /** [B, N] logits of the base model, without adapters, read layer by layer from where it is stored; the lattice stays as it is. */
  base(batch: TokenBatch, labels: Uint32Array, weights: BaseWeights): Promise<Float32Array>;

  /** Applies updates in one pass over the weights. */
  apply(updates: readonly Update[]): Promise<void>;
  fingerprint(): Promise<Fingerprint>;

  /** k of every tensor (w = n * 2^-k). */
  shifts(): Promise<readonly number[]>;
  /** A copy of one tensor's integers. */
  integers(index: number): Promise<Int32Array<ArrayBuffer>>;
  /** Replaces one tensor's integers and scale by a snapshot's. */
  restore(index: number, integers: Int32Array, shift: number): Promise<void>;

  memory(): MemoryUse;
  /**
   * Seconds spent in layers so far, in all calls together: the bare forward passes, without perturbing. `simd` perturbs
   * within its products, so there that is part of it.
   */
  readonly forwardSeconds: number;
  /** Frees everything. Safe to call twice. */
  close(): Promise<void>;
}

export type EngineName = 'cpu' | 'simd' | 'wasm' | 'webgl' | 'webgpu';
