import { checkLength, checkProduct, checkRows, checkRun, checkUpdates } from './checks.ts';
import type { Direction, Integers, Kernel, Lanes, LatticeTensor, Region } from './kernel.ts';
import { wasm } from './kernel/generated/kernel.ts';

const PAGE_BYTES = 65536;
/** What 32-bit addresses reach: 4 GiB. */
const MAX_PAGES = 65536;
const ALIGNMENT = 64;

/**
 * What `kernel/assembly/index.ts` exports. Addresses in bytes; the globals are places in the kernel's own memory.
 * `bits` of the integers at `source` or `target`: 16 or 32.
 */
export interface KernelExports {
  perturb(
    bits: number,
    source: number,
    target: number,
    start: number,
    count: number,
    tensor: number,
    key0: number,
    key1: number,
    scale: number,
    amount: number,
  ): void;
  read(bits: number, source: number, target: number, count: number, scale: number): void;
  gather(
    bits: number,
    source: number,
    target: number,
    rows: number,
    width: number,
    tensor: number,
    key0: number,
    key1: number,
    scale: number,
    amount: number,
  ): void;
  readRows(bits: number, source: number, target: number, rows: number, width: number, scale: number): void;
  apply(bits: number, target: number, length: number, tensor: number, updates: number): void;
  /** @returns the address of the four lanes */
  fingerprint(bits: number, source: number, length: number, tensor: number): number;
  addProduct(
    a: number,
    b: number,
    rank: number,
    scale: number,
    out: number,
    rows: number,
    columns: number,
    bStride: number,
    outStride: number,
  ): void;
  readonly KEYS: WebAssembly.Global<'i32'>;
  readonly DELTAS: WebAssembly.Global<'i32'>;
  readonly ROWS: WebAssembly.Global<'i32'>;
  readonly HEAP: WebAssembly.Global<'i32'>;
  readonly MAX_UPDATES: WebAssembly.Global<'i32'>;
  readonly MAX_ROWS: WebAssembly.Global<'i32'>;
}

/** The kernel in WebAssembly SIMD, over up to 4 GiB of memory of its own. Bit-identical to `ReferenceKernel`. */
export class WasmKernel implements Kernel {
  readonly name = 'wasm';
  readonly #memory: WebAssembly.Memory;
  readonly #exports: KernelExports;
  /** Bytes in use, from address 0. */
  #used: number;

  private constructor(memory: WebAssembly.Memory, exports: KernelExports) {
    this.#memory = memory;
    this.#exports = exports;
    this.#used = exports.HEAP.value;
  }

  /** @throws Error where WebAssembly or its SIMD instructions are missing (browsers from before 2023). */
  static async create(): Promise<WasmKernel> {
    if (typeof WebAssembly === 'undefined' || !WebAssembly.validate(wasm)) {
      throw new Error('This device cannot run WebAssembly with SIMD. Update the browser and try again.');
    }
    const memory = new WebAssembly.Memory({ initial: 1, maximum: MAX_PAGES });
    const { instance } = await WebAssembly.instantiate(wasm, { env: { memory } });
    // The border to WebAssembly, whose exports have no types: the module is made from our own sources.
    return WasmKernel.over(memory, instance.exports as unknown as KernelExports);
  }

  /** The kernel as part of a larger module, in that module's memory. */
  static over(memory: WebAssembly.Memory, exports: KernelExports): WasmKernel {
    return new WasmKernel(memory, exports);
  }

  get bytes(): number {
    return this.#memory.buffer.byteLength;
  }

  allocate(length: number): Region {
    checkLength(length);
    const start = Math.ceil(this.#used / ALIGNMENT) * ALIGNMENT;
    const end = start + length * 4;
    const missing = Math.ceil(end / PAGE_BYTES) - this.bytes / PAGE_BYTES;
    if (missing > 0) this.#grow(missing, length * 4);
    this.#used = end;
    return { offset: start / 4, length };
  }

  #grow(pages: number, wanted: number): void {
    try {
      this.#memory.grow(pages);
    } catch (cause) {
      const held = Math.round(this.bytes / 2 ** 20);
      throw new RangeError(
        `No memory for ${Math.round(wanted / 2 ** 20)} MiB of weights or scratch beside the ${held} MiB in use. ` +
          'Close other tabs, or take a smaller model.',
        { cause },
      );
    }
  }

  ints(region: Region): Int32Array<ArrayBuffer> {
    return new Int32Array(this.#memory.buffer, region.offset * 4, region.length);
  }

  floats(region: Region): Float32Array<ArrayBuffer> {
    return new Float32Array(this.#memory.buffer, region.offset * 4, region.length);
  }

  integers({ region, size, precision }: LatticeTensor): Integers {
    const Integers = precision === 32 ? Int32Array : Int16Array;
    return new Integers(this.#memory.buffer, region.offset * 4, size);
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
    const { precision: bits } = tensor;
    const source = tensor.region.offset * 4 + (start * bits) / 8;
    const target = (out.offset + outStart) * 4;
    const scale = 2 ** -tensor.shift;
    if (!direction) return this.#exports.read(bits, source, target, count, scale);
    const { key, amount } = direction;
    this.#exports.perturb(bits, source, target, start, count, tensor.index, key[0], key[1], scale, amount);
  }

  gather(tensor: LatticeTensor, rows: Uint32Array, width: number, direction: Direction | null, out: Region): void {
    checkRows(tensor, rows, width, out);
    const { precision: bits } = tensor;
    const source = tensor.region.offset * 4;
    const scale = 2 ** -tensor.shift;
    const most = this.#exports.MAX_ROWS.value;
    for (let at = 0; at < rows.length; at += most) {
      const some = rows.subarray(at, at + most);
      new Uint32Array(this.#memory.buffer, this.#exports.ROWS.value).set(some);
      const target = (out.offset + at * width) * 4;
      if (direction) {
        const { key, amount } = direction;
        this.#exports.gather(bits, source, target, some.length, width, tensor.index, key[0], key[1], scale, amount);
      } else {
        this.#exports.readRows(bits, source, target, some.length, width, scale);
      }
    }
  }

  /** One pass over memory for every 2,048 updates: their arithmetic takes far longer than the pass itself. */
  apply(tensor: LatticeTensor, keys: Uint32Array, deltas: Int32Array): void {
    checkUpdates(keys, deltas);
    const { KEYS, DELTAS, MAX_UPDATES } = this.#exports;
    const most = MAX_UPDATES.value;
    for (let at = 0; at < deltas.length; at += most) {
      const some = deltas.subarray(at, at + most);
      new Uint32Array(this.#memory.buffer, KEYS.value).set(keys.subarray(2 * at, 2 * (at + most)));
      new Int32Array(this.#memory.buffer, DELTAS.value).set(some);
      this.#exports.apply(tensor.precision, tensor.region.offset * 4, tensor.size, tensor.index, some.length);
    }
  }

  fingerprint(tensor: LatticeTensor): Lanes {
    const at = this.#exports.fingerprint(tensor.precision, tensor.region.offset * 4, tensor.size, tensor.index);
    // An address in the upper 2 GiB comes back as a negative number.
    const [a, b, c, d] = new Uint32Array(this.#memory.buffer, at >>> 0, 4);
    return [a!, b!, c!, d!];
  }

  addProduct(a: Region, b: Region, rank: number, scale: number, out: Region): void {
    checkProduct(a, b, rank, out);
    const columns = b.length / rank;
    const [left, right, target] = [a, b, out].map(({ offset }) => 4 * offset);
    const rows = a.length / rank;
    this.#exports.addProduct(left!, right!, rank, scale, target!, rows, columns, 4 * columns, 4 * columns);
  }
}
