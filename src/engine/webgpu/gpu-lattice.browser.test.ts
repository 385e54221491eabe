import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Direction, Lattice, ReferenceKernel, type Update } from '../../lattice/index.ts';
import { type GpuLimits, openDevice } from './adapter.ts';
import { bufferOf, read, storageBuffer } from './buffers.ts';
import { GpuLattice } from './gpu-lattice.ts';
import { apply, fingerprint, gather, perturb } from './kernels/index.ts';

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
const anyInteger = fc.oneof(fc.integer(), fc.constantFrom(-(2 ** 31), 2 ** 31 - 1, -1, 0, 1, 2 ** 24 + 1));
const anyShift = fc.oneof(fc.integer({ min: 25, max: 40 }), fc.constantFrom(-90, 126));
const anyAmount = fc.constantFrom(1e-3, -1e-3, 0, 1, 0.1, 3e38);
const anyDirection: fc.Arbitrary<Direction | null> = fc.option(fc.record({ key: anyKey, amount: anyAmount }), {
  nil: null,
});
const anyTensor = fc.nat({ max: SIZES.length - 1 });
const RUNS = { numRuns: 25 };

/** Marsaglia's xorshift: all tensors' integers from one number. */
function integersFrom(seed: number, size: number, extremes: readonly number[]): Int32Array {
  let state = seed | 1;
  return Int32Array.from({ length: size }, (_, i) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return extremes[i] ?? state;
  });
}

let device: GPUDevice;
beforeAll(async () => {
  device = await openDevice();
});
afterAll(() => device.destroy());

describe('shaders', () => {
  it.each([perturb, gather, apply, fingerprint])('$name compiles without a message', async ({ code }) => {
    const { messages } = await device.createShaderModule({ code }).getCompilationInfo();
    expect(messages.map(({ message }) => message)).toEqual([]);
  });
});

describe.each(Object.entries(LIMITS))('the lattice on a device beside the reference: %s', (_name, limits) => {
  let gpu: GpuLattice;
  let oracle: Lattice;

  beforeAll(async () => {
    gpu = await GpuLattice.create(device, SIZES, limits);
    oracle = new Lattice(SIZES, new ReferenceKernel());
  });
  afterAll(() => gpu.close());

  /** The same integers in both. */
  function restore(index: number, seed: number, extremes: readonly number[], shift: number): void {
    const integers = integersFrom(seed, SIZES[index]!, extremes);
    gpu.restore(index, integers, shift);
    oracle.restore(index, integers, shift);
  }

  const anyContent = fc.record({
    index: anyTensor,
    seed: anyWord,
    extremes: fc.array(anyInteger, { maxLength: 70 }),
    shift: anyShift,
  });

  it('promise 3: has the integers and shifts that it was given, by weights or by a snapshot', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyTensor,
        anyWord,
        fc.float({ noNaN: true, noDefaultInfinity: true }),
        async (t, seed, most) => {
          const weights = Float32Array.from(integersFrom(seed, SIZES[t]!, []), (n) => (n / 2 ** 31) * most);
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

  it('perturbs as the reference does, to one unit in the last place of the weight', async () => {
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
        expectUnits(made, oracle.kernel.floats(region), oracle.integers(index), shift);
      }),
      RUNS,
    );
  });

  it('gathers rows of any width, to one unit in the last place of the weight', async () => {
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
          expectUnits(made, oracle.kernel.floats(region), Int32Array.from(integers.flat()), c.shift);
        },
      ),
      RUNS,
    );
  });

  it('promise 3: applies any number of updates as the reference does, wrapping at 2^31, and takes the same fingerprint', async () => {
    const anyUpdate = fc.record({ key: anyKey, from: anyTensor, length: anyTensor, delta: fc.maxSafeInteger() });
    await fc.assert(
      fc.asyncProperty(anyContent, fc.array(anyUpdate, { maxLength: 40 }), async (c, list) => {
        restore(c.index, c.seed, c.extremes, 30);
        for (const t of SIZES.keys()) if (t !== c.index) restore(t, t + 1, [], 30);
        const updates = list.map(({ key, from, length, delta }): Update => {
          return { key, from, to: from + length, step: delta * 2 ** -30 };
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
    for (const t of SIZES.keys()) restore(t, t + 1, [], 30);
    const updates = Array.from({ length: 2100 }, (_, i) => ({ key: [i, 7] as const, from: 0, to: 2, step: i * 1e-3 }));
    await gpu.apply(updates);
    oracle.apply(updates);
    expect(await gpu.fingerprint()).toBe(oracle.fingerprint());
  });

  it('refuses a step beyond the lattice, a wrong size and a scale of no lattice, and changes nothing then', async () => {
    for (const t of SIZES.keys()) restore(t, t + 1, [], 30);
    const before = await gpu.fingerprint();
    const good: Update = { key: [1, 1], from: 0, to: SIZES.length, step: 0.01 };
    await expect(gpu.apply([good, { ...good, from: SIZES.length - 1, step: Infinity }])).rejects.toThrow('beyond');
    expect(() => gpu.restore(0, new Int32Array(2), 30)).toThrow('elements');
    expect(() => gpu.restore(0, new Int32Array(1), 127)).toThrow('scale');
    expect(await gpu.fingerprint()).toBe(before);
  });
});

/** Equal but for a unit in the last place of n * 2^-k, and what lies below the normal float32 numbers. */
function expectUnits(made: Float32Array, wanted: Float32Array, integers: ArrayLike<number>, shift: number): void {
  expect(made.length).toBe(wanted.length);
  const wrong = made.findIndex((value, i) => {
    const unit = Math.abs(integers[i]!) * 2 ** -shift * 2 ** -23;
    return value !== wanted[i] && !(Math.abs(value - wanted[i]!) <= unit + 2 ** -126);
  });
  expect(wrong, `element ${wrong}: ${made[wrong]}, not ${wanted[wrong]}`).toBe(-1);
}
