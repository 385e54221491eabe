import type { Key } from '../random/index.ts';
import type { Direction, Kernel, LatticeTensor, Region } from './kernel.ts';

/** `n -= round(step * 2^k_t) * z(key)` on the tensors `from <= t < to`. `step` = learning rate * gradient * weight. */
export interface Update {
  readonly key: Key;
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

/** 32 hexadecimal digits: equal fingerprints mean equal integers (but for chance, about 2^-128). */
export type Fingerprint = string & { readonly __brand: 'Fingerprint' };

/** The update that takes `update` back, exactly. */
export function negate(update: Update): Update {
  return { ...update, step: -update.step };
}

/** Rounds half away from zero, so that the negated step gives the negated integer. */
export function roundSymmetric(x: number): number {
  return Math.sign(x) * Math.floor(Math.abs(x) + 0.5);
}

/**
 * k of a tensor: 29 - ceil(log2(max |w|)), which leaves 4x headroom below 2^31. A tensor of zeros gets 29.
 * Read off the exponent's bits, since log2 is not exact everywhere.
 */
export function shiftFor(maximum: number): number {
  if (!Number.isFinite(maximum)) throw new RangeError('A weight of the checkpoint is not finite.');
  if (maximum === 0) return 29;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, maximum);
  const high = view.getUint32(0);
  const isPowerOfTwo = (high & 0xfffff) === 0 && view.getUint32(4) === 0;
  const floorLog2 = ((high >>> 20) & 0x7ff) - 1023;
  return 29 - (isPowerOfTwo ? floorLog2 : floorLog2 + 1);
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
    const padded = sizes.map((size) => Math.ceil(size / 4) * 4);
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

  /** Turns the float32 weights in a tensor's words into integers, in place, and fixes its scale. */
  quantise(index: number): void {
    const floats = this.staging(index);
    let maximum = 0;
    for (const value of floats) {
      // Written so that NaN is not lost: it compares false with everything.
      if (!(Math.abs(value) <= maximum)) maximum = Math.abs(value);
    }
    const shift = shiftFor(maximum);
    this.#shifts[index] = shift;
    const scale = 2 ** shift;
    const integers = this.kernel.ints(this.#regions[index]!);
    for (let i = 0; i < floats.length; i++) integers[i] = roundSymmetric(floats[i]! * scale);
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
    this.kernel.ints(region).set(integers);
    this.#shifts[index] = shift;
  }

  perturb(index: number, direction: Direction | null, out: Region, outStart = 0): void {
    const tensor = this.tensor(index);
    this.kernel.perturb(tensor, 0, tensor.region.length, direction, out, outStart);
  }

  /** Applies updates in one pass over memory. Coefficients on one key add up before they touch a weight. */
  apply(updates: readonly Update[]): void {
    for (let t = 0; t < this.tensorCount; t++) {
      const deltas = new Map<string, { key: Key; delta: number }>();
      for (const { key, from, to, step } of updates) {
        if (t < from || t >= to) continue;
        const delta = roundSymmetric(step * 2 ** this.#shifts[t]!);
        if (!Number.isSafeInteger(delta)) throw new RangeError(`An update's step of ${step} is beyond the lattice.`);
        const name = `${key[0]},${key[1]}`;
        const known = deltas.get(name);
        if (known) known.delta += delta;
        else deltas.set(name, { key, delta });
      }
      const terms = [...deltas.values()].filter(({ delta }) => delta !== 0);
      if (terms.length === 0) continue;
      this.kernel.apply(
        this.tensor(t),
        Uint32Array.from(terms.flatMap(({ key }) => key)),
        Int32Array.from(terms, ({ delta }) => delta | 0),
      );
    }
  }

  fingerprint(): Fingerprint {
    const sum = [0, 0, 0, 0];
    for (let t = 0; t < this.tensorCount; t++) {
      this.kernel.fingerprint(this.tensor(t)).forEach((lane, l) => (sum[l] = (sum[l]! + lane) >>> 0));
    }
    return sum.map((lane) => lane.toString(16).padStart(8, '0')).join('') as Fingerprint;
  }
}
