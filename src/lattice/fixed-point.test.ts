import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quantiseInto } from './fixed-point.ts';
import { Lattice, ReferenceKernel, roundSymmetric, shiftFor } from './index.ts';

const float = fc.float({ noNaN: true, noDefaultInfinity: true });

describe('shiftFor', () => {
  it('is 29 - ceil(log2(max)) at powers of two and just beside them, and 30 at most', () => {
    for (let exponent = -60; exponent <= 60; exponent++) {
      const power = 2 ** exponent;
      expect(shiftFor(power)).toBe(Math.min(30, 29 - exponent));
      expect(shiftFor(power * (1 + Number.EPSILON))).toBe(Math.min(30, 28 - exponent));
      expect(shiftFor(power * (1 - Number.EPSILON / 2))).toBe(Math.min(30, 29 - exponent));
    }
  });

  it('gives every weight room up to +-2, from the smallest to the largest', () => {
    expect(shiftFor(2 ** -149)).toBe(30);
    expect(shiftFor(Number.MIN_VALUE)).toBe(30);
    expect(shiftFor(2 ** 128 - 2 ** 104)).toBe(-99);
    expect(shiftFor(0)).toBe(29);
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
  it('is off by at most half a unit, |w - n 2^-k| <= 2^-(k+1), and leaves 4x headroom', () => {
    fc.assert(
      fc.property(fc.array(float, { minLength: 1, maxLength: 200 }), (values) => {
        const weights = Float32Array.from(values);
        const integers = new Int32Array(weights.length);
        const shift = quantiseInto(weights, integers);
        weights.forEach((w, i) => {
          expect(Math.abs(w - integers[i]! * 2 ** -shift)).toBeLessThanOrEqual(2 ** (-shift - 1));
          expect(Math.abs(integers[i]!)).toBeLessThanOrEqual(2 ** 29);
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
});
