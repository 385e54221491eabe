import { expect, it } from 'vitest';
import { erf } from './erf.ts';

// Abramowitz and Stegun, Handbook of Mathematical Functions, table 7.1; 2.5 and 3 from DLMF's software index.
it.each([
  [0, 0],
  [0.1, 0.1124629160182849],
  [0.5, 0.5204998778130465],
  [1, 0.8427007929497149],
  [2, 0.9953222650189527],
  [2.5, 0.999593047982555],
  [3, 0.9999779095030014],
  [7, 1],
])('erf(%f) to 1e-14, and odd', (x, expected) => {
  expect(Math.abs(erf(x) - expected)).toBeLessThan(1e-14);
  expect(Math.abs(erf(-x) + expected)).toBeLessThan(1e-14);
});

it('passes NaN on and ends at 1', () => {
  expect(erf(Number.NaN)).toBeNaN();
  expect(erf(Number.POSITIVE_INFINITY)).toBe(1);
});
