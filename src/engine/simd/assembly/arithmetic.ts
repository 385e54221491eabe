/** Whether this build has relaxed SIMD: `scripts/build-kernel.mjs` compiles the sources once with it and once without. */
// @ts-ignore: decorator
@inline
export const RELAXED: bool = isDefined(relaxed);

/** a * b + c, in one instruction and one rounding where the build has it. */
// @ts-ignore: decorator
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  return RELAXED ? f32x4.relaxed_madd(a, b, c) : f32x4.add(f32x4.mul(a, b), c);
}

/** p * x + c, a step of Horner's rule with a constant. */
// @ts-ignore: decorator
@inline
function horner(p: v128, x: v128, c: f32): v128 {
  return madd(p, x, f32x4.splat(c));
}

/** Sum of the four lanes. */
// @ts-ignore: decorator
@inline
export function total(x: v128): f32 {
  return f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1) + f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3);
}

/**
 * e^x for x <= 0, to 2 units in the last place; below -87.3 what it is there, 1e-38. x = n ln 2 + r with |r| <= ln 2 / 2; e^r by the polynomial of
 * Cephes' expf (S. Moshier), 2^n by the exponent's bits. ln 2 comes in two parts, so that r keeps its last bits.
 */
export function exp(x: v128): v128 {
  x = f32x4.max(x, f32x4.splat(-87.3));
  const n = f32x4.nearest(f32x4.mul(x, f32x4.splat(1.44269504088896341)));
  let r = f32x4.sub(x, f32x4.mul(n, f32x4.splat(0.693359375)));
  r = f32x4.sub(r, f32x4.mul(n, f32x4.splat(-2.12194440e-4)));
  let p = f32x4.splat(1.9875691500e-4);
  p = horner(p, r, 1.3981999507e-3);
  p = horner(p, r, 8.3334519073e-3);
  p = horner(p, r, 4.1665795894e-2);
  p = horner(p, r, 1.6666665459e-1);
  p = horner(p, r, 5.0000001201e-1);
  p = madd(p, f32x4.mul(r, r), f32x4.add(r, f32x4.splat(1)));
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
  return f32x4.mul(p, power);
}

/**
 * The Gaussian error function to 2e-7: a rational minimax approximation on [-4, 4], beyond which float32 gives +-1
 * (the coefficients are Eigen's, `generic_fast_erf_float`).
 */
// @ts-ignore: decorator
@inline
function erf(x: v128): v128 {
  x = f32x4.max(f32x4.min(x, f32x4.splat(4)), f32x4.splat(-4));
  const s = f32x4.mul(x, x);
  let p = f32x4.splat(-2.72614225801306e-10);
  p = horner(p, s, 2.77068142495902e-8);
  p = horner(p, s, -2.10102402082508e-6);
  p = horner(p, s, -5.69250639462346e-5);
  p = horner(p, s, -7.34990630326855e-4);
  p = horner(p, s, -2.954599808594e-3);
  p = horner(p, s, -1.60960333262415e-2);
  let q = f32x4.splat(-1.45660718464996e-5);
  q = horner(q, s, -2.13374055278905e-4);
  q = horner(q, s, -1.68282697438203e-3);
  q = horner(q, s, -7.37332916720468e-3);
  q = horner(q, s, -1.42647390514189e-2);
  return f32x4.div(f32x4.mul(x, p), q);
}

/** x * (1 + erf(x / sqrt 2)) / 2. */
export function gelu(x: v128): v128 {
  const half = f32x4.mul(x, f32x4.splat(0.5));
  return madd(half, erf(f32x4.mul(x, f32x4.splat(0.70710678118654752))), half);
}

/** `count` floats, which must not overlap. Short runs: `memory.copy` leaves the machine code for each. */
export function copy(target: usize, source: usize, count: i32): void {
  for (; count >= 4; count -= 4) {
    v128.store(target, v128.load(source));
    target += 16;
    source += 16;
  }
  for (; count > 0; count--) {
    store<f32>(target, load<f32>(source));
    target += 4;
    source += 4;
  }
}

/** `count` zeros; whole vectors, so up to three more. */
export function clear(target: usize, count: i32): void {
  for (const end = target + 4 * count; target < end; target += 16) v128.store(target, f32x4.splat(0));
}
