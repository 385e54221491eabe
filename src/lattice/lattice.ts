import type { Key } from '../random/index.ts';
import { type Fingerprint, fingerprintOf } from './fingerprint.ts';
import { checkShift, quantiseInto } from './fixed-point.ts';
import type { Direction, Kernel, LatticeTensor, Region } from './kernel.ts';
import { checkSteps, mergeKeys, termsOf } from './terms.ts';

/** `n -= round(step * 2^k_t) * z(key)` on the tensors `from <= t < to`. `step` = learning rate * gradient * weight. */
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
 * The trainable weights as int32 fixed point: exact, order-free and undoable updates, bit-equal on every device.
 * Weights exist once, here; a forward pass reads perturbed float32 copies into a scratch region of the caller's.
 */
export class Lattice {
  readonly kernel: Kernel;
  readonly #regions: readonly Region[];
  readonly #shifts: Int32Array;

  /** @param sizes elements of each tensor, in the architecture's order (which numbers them in the noise). */
  constructor(sizes: readonly number[], kernel: Kernel) {
    this.kernel = kernel;
    this.#shifts = new Int32Array(sizes.length);
    // One allocation: a kernel's memory grows once, and its tensors lie together.
    const padded = sizes.map((size) => Math.ceil(size / 16) * 16);
    const whole = kernel.allocate(padded.reduce((sum, size) => sum + size, 0));
    let offset = whole.offset;
    this.#regions = sizes.map((length, t) => {
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
    return this.#regions.reduce((sum, region) => sum + region.length * 4, 0);
  }

  /** k of every tensor. */
  get shifts(): readonly number[] {
    return [...this.#shifts];
  }

  tensor(index: number): LatticeTensor {
    return { region: this.#regions[index]!, index, shift: this.#shifts[index]! };
  }

  /** The tensor's words as float32, to be filled with base weights before `quantise`. */
  staging(index: number): Float32Array {
    return this.kernel.floats(this.#regions[index]!);
  }

  /**
   * Turns the float32 weights in a tensor's words into integers, in place, and fixes its scale.
   * @throws RangeError when a weight is not finite.
   */
  quantise(index: number): void {
    this.#shifts[index] = quantiseInto(this.staging(index), this.integers(index));
  }

  /** The integers of a tensor; a view that dies at the kernel's next `allocate`. */
  integers(index: number): Int32Array {
    return this.kernel.ints(this.#regions[index]!);
  }

  /** Replaces a tensor's integers and scale by a snapshot's. */
  restore(index: number, integers: Int32Array, shift: number): void {
    const region = this.#regions[index]!;
    if (integers.length !== region.length) {
      throw new RangeError(`Tensor ${index} has ${region.length} elements, the snapshot brings ${integers.length}.`);
    }
    checkShift(shift);
    this.kernel.ints(region).set(integers);
    this.#shifts[index] = shift;
  }

  perturb(index: number, direction: Direction | null, out: Region, outStart = 0): void {
    const tensor = this.tensor(index);
    this.kernel.perturb(tensor, 0, tensor.region.length, direction, out, outStart);
  }

  /**
   * Applies updates in one pass over memory. Coefficients on one key add up before they touch a weight.
   * @throws RangeError when a step is not finite or beyond the lattice; no weight has changed then.
   */
  apply(updates: readonly Update[]): void {
    this.#shifts.forEach((shift, t) => checkSteps(updates, t, shift));
    const merged = mergeKeys(updates);
    // One tensor's terms at a time: a large federation's entries have millions of them over all tensors (promise 2).
    this.#shifts.forEach((shift, t) => {
      const { keys, deltas } = termsOf(merged, updates, t, shift);
      if (deltas.length > 0) this.kernel.apply(this.tensor(t), keys, deltas);
    });
  }

  fingerprint(): Fingerprint {
    return fingerprintOf(this.#regions.map((_, t) => this.kernel.fingerprint(this.tensor(t))));
  }
}
