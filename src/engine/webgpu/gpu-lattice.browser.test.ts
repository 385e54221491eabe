import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anyDelta, anyInteger } from '../../../tests/contract/kernel-suite.ts';
import golden from '../../../tests/golden/noise.json' with { type: 'json' };
import { type Direction, Lattice, type Precision, ReferenceKernel, type Update } from '../../lattice/index.ts';
import { type GpuLimits, openDevice } from './adapter.ts';
import { bufferOf, read, storageBuffer } from './buffers.ts';
import { GpuLattice } from './gpu-lattice.ts';
import { GpuMemory } from './gpu-memory.ts';
import { addProduct, apply, fingerprint, gather, perturb } from './kernels/index.ts';

/** Sizes about those of words, vectors, workgroups and segments. */
const SIZES = [1, 63, 64, 130, 257, 1023, 4097, 9001];
/** A device as it is, and one so small that tensors lie in many buffers and grids have two sides. */
const LIMITS: Record<string, GpuLimits> = {
  'one buffer for a tensor': { bindingBytes: 2 ** 20, workgroups: 65535 },
  'tensors in pieces, grids of 2 rows and more': { bindingBytes: 1024 + 255, workgroups: 3 },
  'long pieces, grids of 2 rows and more': { bindingBytes: 2 ** 20, workgroups: 3 },
};

const anyWord = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const anyKey = fc.tuple(anyWord, anyWord);
const anyShift = {
  32: fc.oneof(fc.integer({ min: 25, max: 40 }), fc.constantFrom(-90, 126)),
  16: fc.oneof(fc.integer({ min: 5, max: 14 }), fc.constantFrom(-100, 126)),
};
const anyAmount = fc.constantFrom(1e-3, -1e-3, 0, 1, 0.1, 3e38);
const anyDirection: fc.Arbitrary<Direction | null> = fc.option(fc.record({ key: anyKey, amount: anyAmount }), {
  nil: null,
});
const anyTensor = fc.nat({ max: SIZES.length - 1 });
const RUNS = { numRuns: 25 };

/** k of a tensor whose largest weight is below 1/2, and the grain that its steps are counted in. */
const USUAL = { 32: { shift: 30, grain: 2 ** -30 }, 16: { shift: 14, grain: 2 ** -22 } };

/** How a float32 weight may differ: at 16 bits nothing is left open. */
const TOLERANCE = { 32: 'to one unit in the last place of the weight', 16: 'to the bit' };

/** Every precision under all limits. */
const CASES = ([32, 16] as const).flatMap((precision) =>
  Object.entries(LIMITS).map(([name, limits]) => ({ precision, name, limits })),
);

/** Marsaglia's xorshift: all tensors' integers from one number. */
function integersFrom(seed: number, size: number, extremes: readonly number[], precision: Precision): Int32Array {
  let state = seed | 1;
  return Int32Array.from({ length: size }, (_, i) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return extremes[i] ?? (precision === 16 ? state >> 16 : state);
  });
}

let device: GPUDevice;
beforeAll(async () => {
  device = await openDevice();
});
afterAll(() => device.destroy());

describe('shaders', () => {
  const sources = [perturb, gather, apply, fingerprint, addProduct].flatMap((kernel) =>
    ([32, 16] as const).map((precision) => ({ ...kernel[precision], precision })),
  );
  it.each(sources)('$name compiles without a message at $precision bits', async ({ code }) => {
    const { messages } = await device.createShaderModule({ code }).getCompilationInfo();
    expect(messages.map(({ message }) => message)).toEqual([]);
  });
});

it.each(golden.rounded)('moves 16 bits as the golden update of $delta does', async ({ key, tensor, delta, moves }) => {
  const sizes = Array.from({ length: tensor + 1 }, (_, t) => (t === tensor ? moves.length : 1));
  const gpu = await GpuLattice.create(device, sizes, { bindingBytes: 128, workgroups: 65535 }, 16);
  const [first = 0, second = 0] = key;
  gpu.restore(tensor, new Int32Array(moves.length), 13);
  await gpu.apply([{ key: [first, second], from: tensor, to: tensor + 1, step: delta * 2 ** -21 }]);
  expect([...(await gpu.integers(tensor))]).toEqual(moves);
  gpu.close();
});

describe.each(CASES)('$precision bits beside the reference: $name', ({ precision, limits }) => {
  const usual = USUAL[precision];
  let gpu: GpuLattice;
  let oracle: Lattice;

  beforeAll(async () => {
    gpu = await GpuLattice.create(device, SIZES, limits, precision);
    oracle = new Lattice(SIZES, new ReferenceKernel(), precision);
  });
  afterAll(() => gpu.close());

  /** A unit in the last place of n * 2^-k, over n. */
  const unit = (shift: number) => (precision === 32 ? 2 ** (-shift - 23) : 0);

  /** The same integers in both. */
  function restore(index: number, seed: number, extremes: readonly number[], shift: number): void {
    const integers = integersFrom(seed, SIZES[index]!, extremes, precision);
    gpu.restore(index, integers, shift);
    oracle.restore(index, integers, shift);
  }

  const anyContent = fc.record({
    index: anyTensor,
    seed: anyWord,
    extremes: fc.array(anyInteger[precision], { maxLength: 70 }),
    shift: anyShift[precision],
  });

  it('promise 3: has the integers and shifts that it was given, by weights or by a snapshot', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyTensor,
        anyWord,
        fc.float({ noNaN: true, noDefaultInfinity: true }),
        async (t, seed, most) => {
          const weights = Float32Array.from(integersFrom(seed, SIZES[t]!, [], 32), (n) => (n / 2 ** 31) * most);
          oracle.staging(t).set(weights);
          oracle.quantise(t);
          gpu.quantise(t, weights);
          expect(gpu.shifts).toEqual(oracle.shifts);
          expect(await gpu.integers(t)).toEqual(Int32Array.from(oracle.integers(t)));
        },
      ),
      RUNS,
    );
  });

  it(`perturbs as the reference does, ${TOLERANCE[precision]}`, async () => {
    await fc.assert(
      fc.asyncProperty(anyContent, anyDirection, async ({ index, seed, extremes, shift }, direction) => {
        restore(index, seed, extremes, shift);
        const size = SIZES[index]!;
        const out = storageBuffer(device, size);
        gpu.dispatcher.submit(gpu.perturb(index, direction, out));
        const made = new Float32Array(await read(device, out, size * 4));
        out.destroy();
        const region = oracle.kernel.allocate(size);
        oracle.perturb(index, direction, region);
        expectUnits(made, oracle.kernel.floats(region), oracle.integers(index), unit(shift));
      }),
      RUNS,
    );
  });

  it(`gathers rows of any width, ${TOLERANCE[precision]}`, async () => {
    const anyRows = fc.array(fc.nat(), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(
        anyContent,
        anyRows,
        fc.integer({ min: 1, max: 400 }),
        anyDirection,
        async (c, picks, most, d) => {
          restore(c.index, c.seed, c.extremes, c.shift);
          const size = SIZES[c.index]!;
          const width = Math.min(most, size);
          const rows = Uint32Array.from(picks, (pick) => pick % Math.floor(size / width));
          const out = storageBuffer(device, rows.length * width);
          const list = bufferOf(device, rows);
          gpu.dispatcher.submit(gpu.gather(c.index, list, width, d, out));
          const made = new Float32Array(await read(device, out, rows.length * width * 4));
          for (const buffer of [out, list]) buffer.destroy();
          const region = oracle.kernel.allocate(rows.length * width);
          oracle.kernel.gather(oracle.tensor(c.index), rows, width, d, region);
          const integers = Array.from(rows, (row) => [
            ...oracle.integers(c.index).slice(row * width, (row + 1) * width),
          ]);
          expectUnits(made, oracle.kernel.floats(region), integers.flat(), unit(c.shift));
        },
      ),
      RUNS,
    );
  });

  it('adds a product of any sides, to 1e-6 of its terms, and nothing beside it', async () => {
    const side = fc.integer({ min: 1, max: 40 });
    await fc.assert(
      fc.asyncProperty(side, side, side, async (rows, rank, columns) => {
        const [a, b, out] = [rows * rank, rank * columns, rows * columns + 1].map((length, part) =>
          Float32Array.from({ length }, (_, i) => Math.sin(part + 1.7 * i)),
        );
        const buffers = [a!, b!, out!].map((values) => bufferOf(device, values));
        const [left, right, sum] = buffers;
        gpu.dispatcher.submit([gpu.addProduct(left!, right!, { rows, rank, columns }, 0.3, sum!)]);
        const made = new Float32Array(await read(device, sum!, out!.byteLength));
        for (const buffer of buffers) buffer.destroy();
        const regions = [a!, b!, out!.subarray(0, -1)].map((values) => {
          const region = oracle.kernel.allocate(values.length);
          oracle.kernel.floats(region).set(values);
          return region;
        });
        oracle.kernel.addProduct(regions[0]!, regions[1]!, rank, 0.3, regions[2]!);
        const wanted = oracle.kernel.floats(regions[2]!);
        const worst = Math.max(...wanted.map((value, i) => Math.abs(value - made[i]!)));
        expect(worst).toBeLessThan(1e-6 * (1 + rank));
        expect(made.at(-1)).toBe(out!.at(-1));
      }),
      RUNS,
    );
  });

  it('promise 3: applies any number of updates as the reference does, wrapping around, and takes the same fingerprint', async () => {
    // Half of what still has an integer: a step of the largest one is rounded up to what has none, and refused.
    const anyStep = fc.oneof(anyDelta[precision], fc.integer({ min: -(2 ** 52), max: 2 ** 52 }));
    const anyUpdate = fc.record({ key: anyKey, from: anyTensor, length: anyTensor, delta: anyStep });
    await fc.assert(
      fc.asyncProperty(anyContent, fc.array(anyUpdate, { maxLength: 40 }), async (c, list) => {
        restore(c.index, c.seed, c.extremes, usual.shift);
        for (const t of SIZES.keys()) if (t !== c.index) restore(t, t + 1, [], usual.shift);
        const updates = list.map(({ key, from, length, delta }): Update => {
          return { key, from, to: from + length, step: delta * usual.grain };
        });
        await gpu.apply(updates);
        oracle.apply(updates);
        for (const t of SIZES.keys()) expect(await gpu.integers(t)).toEqual(Int32Array.from(oracle.integers(t)));
        expect(await gpu.fingerprint()).toBe(oracle.fingerprint());
      }),
      { numRuns: 10 },
    );
  });

  it('promise 3: applies more updates than one pass takes', async () => {
    for (const t of SIZES.keys()) restore(t, t + 1, [], usual.shift);
    // At 16 bits most are fractions of a unit, which is 6e-5.
    const updates = Array.from({ length: 2100 }, (_, i) => ({
      key: [i, 7] as const,
      from: 0,
      to: 2,
      step: i * 1e-7,
    }));
    await gpu.apply(updates);
    oracle.apply(updates);
    expect(await gpu.fingerprint()).toBe(oracle.fingerprint());
  });

  it('refuses a step beyond the lattice, a wrong size and a scale of no lattice, and changes nothing then', async () => {
    for (const t of SIZES.keys()) restore(t, t + 1, [], usual.shift);
    const before = await gpu.fingerprint();
    const good: Update = { key: [1, 1], from: 0, to: SIZES.length, step: 0.01 };
    await expect(gpu.apply([good, { ...good, from: SIZES.length - 1, step: Infinity }])).rejects.toThrow('beyond');
    expect(() => gpu.restore(0, new Int32Array(2), usual.shift)).toThrow('elements');
    expect(() => gpu.restore(0, new Int32Array(1), 127)).toThrow('scale');
    if (precision === 16) expect(() => gpu.restore(0, Int32Array.of(2 ** 15), 14)).toThrow('more than 16 bits');
    expect(await gpu.fingerprint()).toBe(before);
  });

  it('promise 2: takes so many bytes a weight on the device, in buffers of whole words', async () => {
    const memory = new GpuMemory(device);
    const size = 2 ** 17 + 1;
    const large = await GpuLattice.create(device, [size], limits, precision);
    expect(large.weightBytes).toBe((size * precision) / 8);
    // Beside them are the parameters of dispatches, and up to 16 bytes at the end.
    expect(memory.bytes).toBeGreaterThan(large.weightBytes);
    expect(memory.bytes).toBeLessThan(1.1 * large.weightBytes);
    large.close();
    expect(memory.bytes).toBe(0);
  });
});

/** Equal but for `unit` times each integer, and what lies below the normal float32 numbers. */
function expectUnits(made: Float32Array, wanted: Float32Array, integers: ArrayLike<number>, unit: number): void {
  expect(made.length).toBe(wanted.length);
  const wrong = made.findIndex((value, i) => {
    const error = Math.abs(value - wanted[i]!);
    return value !== wanted[i] && !(error <= Math.abs(integers[i]!) * unit + 2 ** -126);
  });
  expect(wrong, `element ${wrong}: ${made[wrong]}, not ${wanted[wrong]}`).toBe(-1);
}
