import {
  type Key,
  WORD_ELEMENTS,
  fingerprintMultipliers,
  roundingByteAt,
  roundingKey,
  signAt,
  signBits,
} from '../random/index.ts';
import { checkLength, checkProduct, checkRows, checkRun, checkUpdates } from './checks.ts';
import type { Direction, Integers, Kernel, Lanes, LatticeTensor, Region } from './kernel.ts';

/** The kernel in plain TypeScript: slow and obviously right, the oracle of the WASM and WGSL kernels. */
export class ReferenceKernel implements Kernel {
  readonly name = 'reference';
  #memory = new ArrayBuffer(0);

  get bytes(): number {
    return this.#memory.byteLength;
  }

  allocate(length: number): Region {
    checkLength(length);
    const offset = this.#memory.byteLength / 4;
    const words = Math.ceil(length / 16) * 16;
    const grown = new ArrayBuffer((offset + words) * 4);
    new Uint8Array(grown).set(new Uint8Array(this.#memory));
    this.#memory = grown;
    return { offset, length };
  }

  ints(region: Region): Int32Array {
    return new Int32Array(this.#memory, region.offset * 4, region.length);
  }

  floats(region: Region): Float32Array {
    return new Float32Array(this.#memory, region.offset * 4, region.length);
  }

  integers({ region, size, precision }: LatticeTensor): Integers {
    const Integers = precision === 32 ? Int32Array : Int16Array;
    return new Integers(this.#memory, region.offset * 4, size);
  }

  perturb(
    tensor: LatticeTensor,
    start: number,
    count: number,
    direction: Direction | null,
    out: Region,
    outStart: number,
  ): void {
    checkRun(tensor, start, count, out, outStart);
    const integers = this.integers(tensor);
    const target = this.floats(out);
    const scale = 2 ** -tensor.shift;
    const amount = Math.fround(direction?.amount ?? 0);
    for (let i = 0; i < count; i++) {
      const weight = Math.fround(Math.fround(integers[start + i]!) * scale);
      // The double sum of two floats, stored as a float, rounds as a float sum does (Figueroa 1995).
      target[outStart + i] = direction ? weight + amount * signAt(direction.key, tensor.index, start + i) : weight;
    }
  }

  gather(tensor: LatticeTensor, rows: Uint32Array, width: number, direction: Direction | null, out: Region): void {
    checkRows(tensor, rows, width, out);
    rows.forEach((row, i) => this.perturb(tensor, row * width, width, direction, out, i * width));
  }

  apply(tensor: LatticeTensor, keys: Uint32Array, deltas: Int32Array): void {
    checkUpdates(keys, deltas);
    const integers = this.integers(tensor);
    for (let j = 0; j < deltas.length; j++) {
      const key: Key = [keys[2 * j]!, keys[2 * j + 1]!];
      const increment = incrementsOf(tensor, key, deltas[j]!);
      for (let base = 0; base < integers.length; base += WORD_ELEMENTS) {
        const halves = signBits(key, tensor.index, base / WORD_ELEMENTS);
        const end = Math.min(WORD_ELEMENTS, integers.length - base);
        for (let i = 0; i < end; i++) {
          const positive = (halves[i >> 5]! >>> (i & 31)) & 1;
          integers[base + i]! -= positive ? increment(base + i) : -increment(base + i);
        }
      }
    }
  }

  fingerprint(tensor: LatticeTensor): Lanes {
    const lanes: [number, number, number, number] = [0, 0, 0, 0];
    this.integers(tensor).forEach((n, i) => {
      const multipliers = fingerprintMultipliers(tensor.index, i);
      for (let lane = 0; lane < 4; lane++) lanes[lane] = (lanes[lane]! + Math.imul(n, multipliers[lane]!)) >>> 0;
    });
    return lanes;
  }

  addProduct(a: Region, b: Region, rank: number, scale: number, out: Region): void {
    checkProduct(a, b, rank, out);
    const [left, right, target] = [a, b, out].map((region) => this.floats(region));
    const factor = Math.fround(scale);
    const columns = b.length / rank;
    for (let i = 0; i < target!.length; i++) {
      const [row, column] = [Math.floor(i / columns), i % columns];
      let sum = 0;
      for (let r = 0; r < rank; r++) {
        sum = Math.fround(sum + Math.fround(left![row * rank + r]! * right![r * columns + column]!));
      }
      target![i]! += Math.fround(factor * sum);
    }
  }
}

/** By how much an update moves each element, against its sign. */
function incrementsOf({ index, precision }: LatticeTensor, key: Key, delta: number): (element: number) => number {
  if (precision === 32) return () => delta;
  const rounding = roundingKey(key);
  return (element) => Math.sign(delta) * ((Math.abs(delta) + roundingByteAt(rounding, index, element)) >> 8);
}
