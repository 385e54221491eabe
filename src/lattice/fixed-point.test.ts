import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quantiseInto } from './fixed-point.ts';
import { Lattice, type Precision, ReferenceKernel, roundSymmetric, shiftFor } from './index.ts';

const precisions: readonly Precision[] = [32, 16];

const float = fc.float({ noNaN: true, noDefaultInfinity: true });

describe('shiftFor', () => {
  it('is 29 - ceil(log2(max)) at powers of two and just beside them, and 30 at most; 16 less at 16 bits', () => {
    for (let exponent = -60; exponent <= 60; exponent++) {
      const power = 2 ** exponent;
      for (const [precision, less] of [
        [32, 0],
        [16, 16],
      ] as const) {
        expect(shiftFor(power, precision)).toBe(Math.min(30, 29 - exponent) - less);
        expect(shiftFor(power * (1 + Number.EPSILON), precision)).toBe(Math.min(30, 28 - exponent) - less);
        expect(shiftFor(power * (1 - Number.EPSILON / 2), precision)).toBe(Math.min(30, 29 - exponent) - less);
      }
    }
  });

  it('gives every weight room up to +-2, from the smallest to the largest', () => {
    expect(shiftFor(2 ** -149)).toBe(30);
    expect(shiftFor(Number.MIN_VALUE)).toBe(30);
    expect(shiftFor(2 ** 128 - 2 ** 104)).toBe(-99);
    expect(shiftFor(0)).toBe(29);
    expect(shiftFor(2 ** -149, 16)).toBe(14);
    expect(shiftFor(0, 16)).toBe(13);
  });

  it('refuses NaN and infinities', () => {
    for (const bad of [Number.NaN, Infinity, -Infinity]) expect(() => shiftFor(bad)).toThrow('not finite');
  });
});

describe('roundSymmetric', () => {
  it('rounds half away from zero, and a negated number to the negated integer', () => {
    expect([0.5, 1.5, 2.4, -0.5, -1.5, -2.4, 0].map(roundSymmetric)).toEqual([1, 2, 2, -1, -2, -2, 0]);
    const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(fc.property(finite, (x) => roundSymmetric(-x) + roundSymmetric(x) === 0));
  });
});

describe('quantise', () => {
  it.each(precisions)('%d bits: is off by half a unit at most, |w - n 2^-k| <= 2^-(k+1), with 4x headroom', (bits) => {
    fc.assert(
      fc.property(fc.array(float, { minLength: 1, maxLength: 200 }), (values) => {
        const weights = Float32Array.from(values);
        const integers = bits === 32 ? new Int32Array(weights.length) : new Int16Array(weights.length);
        const shift = quantiseInto(weights, integers);
        weights.forEach((w, i) => {
          expect(Math.abs(w - integers[i]! * 2 ** -shift)).toBeLessThanOrEqual(2 ** (-shift - 1));
          expect(Math.abs(integers[i]!)).toBeLessThanOrEqual(2 ** (bits - 3));
        });
      }),
    );
  });

  it('works in place, and turns -0 and tensors of zeros to zeros', () => {
    const lattice = new Lattice([3, 4], new ReferenceKernel());
    lattice.staging(0).set([-0, 0.5, -1]);
    lattice.quantise(0);
    lattice.quantise(1);
    expect([...lattice.integers(0)]).toEqual([0, 2 ** 28, -(2 ** 29)]);
    expect([...lattice.integers(1)]).toEqual([0, 0, 0, 0]);
    expect(lattice.shifts).toEqual([29, 29]);
  });

  it('turns weights into 16 bits in the memory where they are', () => {
    const values = Float32Array.from({ length: 9 }, (_, i) => (i - 4) / 5);
    const apart = new Int16Array(9);
    const weights = values.slice();
    expect(quantiseInto(weights, new Int16Array(weights.buffer, 0, 9))).toBe(quantiseInto(values, apart));
    expect([...new Int16Array(weights.buffer, 0, 9)]).toEqual([...apart]);
  });

  it('takes one tensor after another into 16 bits, whose float32 weights have room of their own', () => {
    const lattice = new Lattice([3, 5], new ReferenceKernel(), 16);
    expect(lattice.stagingBytes).toBe(20);
    expect(() => lattice.quantise(0)).toThrow('no weights');
    for (const [t, values] of [
      [-0, 0.5, -1],
      [1e-9, 0, 1e-5, -1.9e-5, 3e-5],
    ].entries()) {
      lattice.staging(t).set(values);
      lattice.quantise(t);
    }
    expect([...lattice.integers(0)]).toEqual([0, 2 ** 12, -(2 ** 13)]);
    expect([...lattice.integers(1)]).toEqual([0, 0, 0, 0, 0]);
    expect(lattice.shifts).toEqual([13, 14]);
    expect(lattice.weightBytes).toBe(16);
  });

  it('refuses NaN and infinities wherever they stand, also before a finite weight', () => {
    for (const bad of [Number.NaN, Infinity, -Infinity]) {
      for (const weights of [[bad], [bad, 1], [1, bad], [1, bad, 2]]) {
        expect(() => quantiseInto(Float32Array.from(weights), new Int32Array(3))).toThrow('not finite');
      }
    }
  });
});

describe('restore', () => {
  it("refuses another tensor's length and scales that no lattice has", () => {
    const lattice = new Lattice([2], new ReferenceKernel());
    expect(() => lattice.restore(0, Int32Array.of(1), 29)).toThrow('has 2 elements, the snapshot brings 1');
    for (const shift of [127, -100, 1.5, Number.NaN]) {
      expect(() => lattice.restore(0, Int32Array.of(1, 2), shift)).toThrow(RangeError);
    }
  });

  it('refuses integers that do not fit into 16 bits, and keeps what it has', () => {
    const lattice = new Lattice([2], new ReferenceKernel(), 16);
    lattice.restore(0, Int32Array.of(-(2 ** 15), 2 ** 15 - 1), 13);
    for (const bad of [2 ** 15, -(2 ** 15) - 1]) {
      expect(() => lattice.restore(0, Int32Array.of(1, bad), 13)).toThrow('more than 16 bits');
    }
    expect([...lattice.integers(0)]).toEqual([-(2 ** 15), 2 ** 15 - 1]);
    expect(() => lattice.restore(0, Int32Array.of(1, 2), -116)).toThrow(RangeError);
    lattice.restore(0, Int32Array.of(1, 2), -115);
  });
});
