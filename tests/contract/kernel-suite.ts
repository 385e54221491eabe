import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type Kernel,
  type LatticeTensor,
  type Precision,
  ReferenceKernel,
  type Region,
} from '../../src/lattice/index.ts';
import type { Key } from '../../src/random/index.ts';
import golden from '../golden/noise.json' with { type: 'json' };

const MOST = 1100;
const ROOM = MOST + 200;

const anyWord = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const anyKey = fc.tuple(anyWord, anyWord);
/** Any integer of a lattice, the ends of the range and its surroundings often. */
export const anyInteger = {
  32: fc.oneof(fc.integer(), fc.constantFrom(-(2 ** 31), 2 ** 31 - 1, -1, 0, 1, 2 ** 24 + 1)),
  16: fc.oneof(fc.integer({ min: -(2 ** 15), max: 2 ** 15 - 1 }), fc.constantFrom(-(2 ** 15), 2 ** 15 - 1, -1, 0, 1)),
};
/** Any delta: at 16 bits usually a few units, sometimes whole ones, and up to a whole turn. */
export const anyDelta = {
  32: anyInteger[32],
  16: fc.oneof(
    fc.integer({ min: -2000, max: 2000 }),
    fc.integer({ min: -300, max: 300 }).map((units) => 256 * units),
    fc.integer({ min: 1 - 2 ** 24, max: 2 ** 24 - 1 }),
    fc.constantFrom(1 - 2 ** 24, 2 ** 24 - 1, -1, 0, 1, 255, 16_383, 16_384),
  ),
};
const anyAmount = fc.constantFrom(1e-3, -1e-3, 0, -0, 1, 0.1, 3e38);
const anyDirection = fc.option(fc.record({ key: anyKey, amount: anyAmount }), { nil: null });
const anyIndex = fc.oneof(fc.integer({ min: 0, max: 100 }), anyWord);
/** A tensor's number and scale. */
const anyNumbers = {
  32: fc.record({
    precision: fc.constant(32 as const),
    index: anyIndex,
    shift: fc.oneof(fc.integer({ min: 25, max: 40 }), fc.constantFrom(-99, 126)),
  }),
  16: fc.record({
    precision: fc.constant(16 as const),
    index: anyIndex,
    shift: fc.oneof(fc.integer({ min: 5, max: 14 }), fc.constantFrom(-115, 126)),
  }),
};

/** A tensor's integers; its length is about that of words and chunks as often as anywhere. */
const anyIntegers = (precision: Precision) =>
  fc
    .oneof(
      fc.integer({ min: 1, max: MOST }),
      fc.tuple(fc.constantFrom(4, 64, 256, 512, 1024), fc.integer({ min: -3, max: 3 })).map(([n, d]) => n + d),
    )
    .chain((n) => fc.array(anyInteger[precision], { minLength: n, maxLength: n }));

/** A tensor of its own in a kernel: words enough for `size` integers. */
function makeTensor(kernel: Kernel, size: number, numbers: Omit<LatticeTensor, 'region' | 'size'>): LatticeTensor {
  return { region: kernel.allocate(Math.ceil((size * numbers.precision) / 32)), size, ...numbers };
}

const SIGNS = new Map([
  [1, '+'],
  [-1, '-'],
]);

/** The same memory in two kernels: tensors and scratch of any size are cut from one allocation, since a kernel never frees. */
class Pair {
  readonly #kernel: Kernel;
  readonly #oracle = new ReferenceKernel();
  readonly #regions: [Region, Region];
  readonly #scratch: [Region, Region];

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#regions = [kernel.allocate(ROOM), this.#oracle.allocate(ROOM)];
    this.#scratch = [kernel.allocate(ROOM), this.#oracle.allocate(ROOM)];
  }

  /** Runs the same work on both: every bit of tensor and scratch afterwards, and of what lies behind them. */
  both(
    integers: readonly number[],
    numbers: Omit<LatticeTensor, 'region' | 'size'>,
    work: (kernel: Kernel, tensor: LatticeTensor, scratch: Region) => unknown,
  ) {
    const [made, wanted] = ([this.#kernel, this.#oracle] as const).map((kernel, i) => {
      const whole = this.#regions[i]!;
      const out = this.#scratch[i]!;
      kernel.ints(whole).fill(77);
      kernel.ints(out).fill(99);
      const size = integers.length;
      const region = { offset: whole.offset, length: Math.ceil((size * numbers.precision) / 32) };
      const tensor = { region, size, ...numbers };
      kernel.integers(tensor).set(integers);
      const result = work(kernel, tensor, out);
      return { result, tensor: kernel.ints(whole).slice(), scratch: kernel.ints(out).slice() };
    });
    return { made, wanted };
  }
}

const isShort = (n: number) => n === (n << 16) >> 16;

/** What every kernel owes, the reference too. `create` makes a fresh one. */
export function kernelSuite(name: string, precision: Precision, create: () => Promise<Kernel>): void {
  describe(`kernel ${name}, ${precision} bits`, () => {
    let kernel: Kernel;

    beforeAll(async () => {
      kernel = await create();
    });

    it('makes the golden signs, computed outside this repository', async () => {
      for (const { key, tensor, start, signs } of golden.signs) {
        const fresh = await create();
        const zeros = makeTensor(fresh, start + 64, { index: tensor, shift: 13, precision });
        const out = fresh.allocate(64);
        const direction = { key: key as unknown as Key, amount: 1 };
        fresh.perturb(zeros, start, 64, direction, out, 0);
        const made = Array.from(fresh.floats(out), (z) => SIGNS.get(z)).join('');
        expect(made).toBe(signs);
      }
    });

    it('makes the golden fingerprints, computed outside this repository', () => {
      const fit = golden.fingerprints.filter(({ integers }) => precision === 32 || integers.every(isShort));
      expect(fit.length).toBeGreaterThan(0);
      for (const { tensor: index, integers, lanes } of fit) {
        const tensor = makeTensor(kernel, integers.length, { index, shift: 13, precision });
        kernel.integers(tensor).set(integers);
        expect(kernel.fingerprint(tensor)).toEqual(lanes);
      }
    });

    it('gives zeroed words, aligned to 64 bytes, and keeps what was there when it grows', async () => {
      const fresh = await create();
      const first = fresh.allocate(5);
      fresh.ints(first).set([1, 2, 3, 4, 5]);
      const second = fresh.allocate(300_000);
      expect([...fresh.ints(first)]).toEqual([1, 2, 3, 4, 5]);
      expect(fresh.ints(second).every((n) => n === 0)).toBe(true);
      expect([first, second].map(({ offset }) => (offset * 4) % 64)).toEqual([0, 0]);
      expect(second.offset).toBeGreaterThanOrEqual(first.offset + first.length);
      expect(fresh.bytes).toBeGreaterThanOrEqual((first.length + second.length) * 4);
    });

    it('refuses lengths that are none, and runs beyond a tensor or its scratch', () => {
      const t = makeTensor(kernel, 100, { index: 0, shift: 13, precision });
      const out = kernel.allocate(50);
      expect(() => kernel.allocate(-1)).toThrow(RangeError);
      expect(() => kernel.allocate(Number.NaN)).toThrow(RangeError);
      expect(() => kernel.perturb(t, 90, 11, null, out, 0)).toThrow(RangeError);
      expect(() => kernel.perturb(t, 0, 10, null, out, 41)).toThrow(RangeError);
      expect(() => kernel.gather(t, Uint32Array.of(10), 10, null, out)).toThrow(RangeError);
      expect(() => kernel.gather(t, Uint32Array.of(0, 1, 2, 3, 4, 5), 10, null, out)).toThrow(RangeError);
      expect(() => kernel.apply(t, Uint32Array.of(1), Int32Array.of(1))).toThrow(RangeError);
      const [a, b] = [kernel.allocate(10), kernel.allocate(15)];
      expect(() => kernel.addProduct(a, b, 5, 1, out)).toThrow(RangeError);
      expect(() => kernel.addProduct(a, b, 4, 1, kernel.allocate(6))).toThrow(RangeError);
    });

    it('adds a product of matrices, scaled', () => {
      const [a, b, out] = [4, 6, 6].map((length) => kernel.allocate(length));
      kernel.floats(a!).set([1, 2, 3, 4]);
      kernel.floats(b!).set([1, 0, -1, 2, 10, 0.5]);
      kernel.floats(out!).set([100, 0, 0, 0, 0, 200]);
      kernel.addProduct(a!, b!, 2, 0.5, out!);
      expect([...kernel.floats(out!)]).toEqual([102.5, 10, 0, 5.5, 20, 199.5]);
    });
  });
}

/** What a fast kernel owes: the reference's bits, whatever it is asked. */
export function oracleSuite(name: string, precision: Precision, create: () => Promise<Kernel>): void {
  describe(`kernel ${name} beside the reference, ${precision} bits`, () => {
    const tensors = anyIntegers(precision);
    const numbers = anyNumbers[precision];
    const delta = anyDelta[precision];
    let pair: Pair;

    beforeAll(async () => {
      pair = new Pair(await create());
    });

    it('perturbs any run as the reference does, from any start, and nothing beside it', () => {
      const run = tensors.chain((n) =>
        fc.record({
          n: fc.constant(n),
          start: fc.nat({ max: n.length }),
          most: fc.nat({ max: MOST }),
          outStart: fc.nat({ max: ROOM - n.length }),
        }),
      );
      fc.assert(
        fc.property(run, numbers, anyDirection, ({ n, start, most, outStart }, t, d) => {
          const count = Math.min(most, n.length - start);
          const { made, wanted } = pair.both(n, t, (k, tensor, out) =>
            k.perturb(tensor, start, count, d, out, outStart),
          );
          expect(made).toEqual(wanted);
        }),
      );
    });

    it('gathers rows of any width as the reference does', () => {
      const anyWidth = fc.integer({ min: 1, max: 100 });
      const rows = fc.array(fc.nat(), { maxLength: 12 });
      fc.assert(
        fc.property(tensors, anyWidth, rows, numbers, anyDirection, (n, most, picks, t, d) => {
          const width = Math.min(most, n.length);
          const ids = Uint32Array.from(picks, (pick) => pick % Math.floor(n.length / width));
          const { made, wanted } = pair.both(n, t, (k, tensor, out) => k.gather(tensor, ids, width, d, out));
          expect(made).toEqual(wanted);
        }),
      );
    });

    it('gathers more rows than fit into one call', async () => {
      const [fresh, oracle] = [await create(), new ReferenceKernel()];
      const rows = Uint32Array.from({ length: 10_000 }, (_, i) => (i * 7) % 5);
      const made = [fresh, oracle].map((k) => {
        const tensor = makeTensor(k, 15, { index: 3, shift: 13, precision });
        const out = k.allocate(30_000);
        k.integers(tensor).set(Array.from({ length: 15 }, (_, i) => i * 2000));
        k.gather(tensor, rows, 3, { key: [5, 6], amount: 1e-3 }, out);
        return k.floats(out).slice();
      });
      expect(made[0]).toEqual(made[1]);
    });

    it('applies any number of updates as the reference does, wrapping around', () => {
      const updates = fc.array(fc.tuple(anyKey, delta), { maxLength: 14 });
      fc.assert(
        fc.property(tensors, updates, numbers, (n, list, t) => {
          const keys = Uint32Array.from(list.flatMap(([k]) => k));
          const deltas = Int32Array.from(list, ([, size]) => size);
          const { made, wanted } = pair.both(n, t, (k, tensor) => k.apply(tensor, keys, deltas));
          expect(made).toEqual(wanted);
        }),
      );
    });

    it('applies more updates than fit into one pass', () => {
      const keys = Uint32Array.from({ length: 2 * 5001 }, (_, i) => Math.imul(i, 0x9e3779b9));
      const deltas = Int32Array.from(
        { length: 5001 },
        (_, i) => Math.imul(i + 1, 0x85ebca6b) >> (precision === 16 ? 8 : 0),
      );
      const { made, wanted } = pair.both([1, 2, 3, 4, 5], { index: 9, shift: 13, precision }, (k, tensor) =>
        k.apply(tensor, keys, deltas),
      );
      expect(made).toEqual(wanted);
    });

    it('adds products of any sides as the reference does, and nothing beside them', () => {
      const shape = fc.record({
        rows: fc.integer({ min: 1, max: 21 }),
        rank: fc.integer({ min: 1, max: 9 }),
        columns: fc.integer({ min: 1, max: 21 }),
      });
      fc.assert(
        fc.property(shape, anyWord, fc.constantFrom(1, 2, 0.3, 1e30), ({ rows, rank, columns }, seed, scale) => {
          // Both factors lie in the tensor's memory; the sum in the scratch.
          const { made, wanted } = pair.both([], { index: 0, shift: 13, precision }, (k, { region }, out) => {
            const left = { offset: region.offset, length: rows * rank };
            const right = { offset: region.offset + left.length, length: rank * columns };
            const sum = { offset: out.offset, length: rows * columns };
            for (const [part, { length }] of [left, right, sum].entries()) {
              const values = Float32Array.from({ length }, (_, i) => Math.sin(seed + part + i * 1.7));
              k.floats([left, right, sum][part]!).set(values);
            }
            k.addProduct(left, right, rank, scale, sum);
          });
          expect(made).toEqual(wanted);
        }),
      );
    });

    it('takes the fingerprint as the reference does', () => {
      fc.assert(
        fc.property(tensors, numbers, (n, t) => {
          const { made, wanted } = pair.both(n, t, (k, tensor) => k.fingerprint(tensor));
          expect(made).toEqual(wanted);
        }),
      );
    });
  });
}
