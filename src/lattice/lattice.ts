import type { Key } from '../random/index.ts';
import { checkSnapshot } from './checks.ts';
import { type Fingerprint, fingerprintOf } from './fingerprint.ts';
import { quantiseInto } from './fixed-point.ts';
import type { Direction, Integers, Kernel, LatticeTensor, Precision, Region } from './kernel.ts';
import { checkSteps, mergeKeys, termsOf } from './terms.ts';

/**
 * `n -= round(step * 2^k_t) * z(key)` on the tensors `from <= t < to`; at 16 bits rounded at random, as `Kernel.apply`
 * says. `step` = learning rate * gradient * weight.
 */
export interface Update {
  readonly key: Key;
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

/** The update that takes `update` back, exactly. */
export function negate(update: Update): Update {
  return { ...update, step: -update.step };
}

/**
 * The trainable weights as fixed point of 32 or 16 bits: exact, order-free and undoable updates, bit-equal on every device.
 * Weights exist once, here; a forward pass reads perturbed float32 copies into a scratch region of the caller's.
 */
export class Lattice {
  readonly kernel: Kernel;
  readonly precision: Precision;
  readonly #sizes: readonly number[];
  readonly #regions: readonly Region[];
  readonly #shifts: Int32Array;
  /** Float32 weights on their way into 16 bits. */
  #staging: Float32Array | null = null;

  /** @param sizes elements of each tensor, in the architecture's order (which numbers them in the noise). */
  constructor(sizes: readonly number[], kernel: Kernel, precision: Precision = 32) {
    this.kernel = kernel;
    this.precision = precision;
    this.#sizes = [...sizes];
    this.#shifts = new Int32Array(sizes.length);
    // One allocation: a kernel's memory grows once, and its tensors lie together.
    const words = sizes.map((size) => Math.ceil((size * precision) / 32));
    const padded = words.map((length) => Math.ceil(length / 16) * 16);
    const whole = kernel.allocate(padded.reduce((sum, size) => sum + size, 0));
    let offset = whole.offset;
    this.#regions = words.map((length, t) => {
      const region = { offset, length };
      offset += padded[t]!;
      return region;
    });
  }

  get tensorCount(): number {
    return this.#regions.length;
  }

  /** Bytes of the integers themselves. */
  get weightBytes(): number {
    return this.#sizes.reduce((sum, size) => sum + (size * this.precision) / 8, 0);
  }

  /** Bytes of a tensor's float32 weights, held beside the integers while the largest of them is loaded: 0 at 32 bits. */
  get stagingBytes(): number {
    return this.precision === 32 ? 0 : 4 * Math.max(...this.#sizes);
  }

  /** k of every tensor. */
  get shifts(): readonly number[] {
    return [...this.#shifts];
  }

  tensor(index: number): LatticeTensor {
    const { precision } = this;
    return { region: this.#regions[index]!, size: this.#sizes[index]!, precision, index, shift: this.#shifts[index]! };
  }

  /**
   * Room for a tensor's float32 weights, to be filled with base weights before `quantise`: the tensor's own words at
   * 32 bits, memory for one tensor at 16, where it would not fit.
   */
  staging(index: number): Float32Array {
    if (this.precision === 32) return this.kernel.floats(this.#regions[index]!);
    this.#staging = new Float32Array(this.#sizes[index]!);
    return this.#staging;
  }

  /**
   * Turns the float32 weights of the last `staging`, which was this tensor's, into integers and fixes its scale.
   * @throws RangeError when a weight is not finite.
   */
  quantise(index: number): void {
    const weights = this.precision === 32 ? this.staging(index) : this.#staging;
    this.#staging = null;
    if (weights === null || weights.length !== this.#sizes[index])
      throw new Error(`Tensor ${index} has no weights to turn into integers.`);
    this.#shifts[index] = quantiseInto(weights, this.integers(index));
  }

  /** The integers of a tensor; a view that dies at the kernel's next `allocate`. */
  integers(index: number): Integers {
    return this.kernel.integers(this.tensor(index));
  }

  /**
   * Replaces a tensor's integers and scale by a snapshot's.
   * @throws RangeError when they are not this tensor's; it is as it was then.
   */
  restore(index: number, integers: Int32Array, shift: number): void {
    checkSnapshot(this.tensor(index), integers, shift);
    this.integers(index).set(integers);
    this.#shifts[index] = shift;
  }

  perturb(index: number, direction: Direction | null, out: Region, outStart = 0): void {
    const tensor = this.tensor(index);
    this.kernel.perturb(tensor, 0, tensor.size, direction, out, outStart);
  }

  /**
   * Applies updates in one pass over memory. At 32 bits coefficients on one key add up before they touch a weight; at
   * 16 every update is rounded at random by itself, so that the bits do not depend on the grouping.
   * @throws RangeError when a step is not finite or beyond the lattice; no weight has changed then.
   */
  apply(updates: readonly Update[]): void {
    this.#shifts.forEach((shift, t) => checkSteps(updates, t, shift, this.precision));
    const merged = mergeKeys(updates);
    // One tensor's terms at a time: a large federation's entries have millions of them over all tensors (promise 2).
    this.#shifts.forEach((shift, t) => {
      const { keys, deltas } = termsOf(merged, updates, t, shift, this.precision);
      if (deltas.length > 0) this.kernel.apply(this.tensor(t), keys, deltas);
    });
  }

  fingerprint(): Fingerprint {
    return fingerprintOf(this.#regions.map((_, t) => this.kernel.fingerprint(this.tensor(t))));
  }
}
