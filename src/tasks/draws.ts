import { type Key, threefry2x32 } from '../random/index.ts';

/**
 * Random numbers in a row, from a key. They only decide who holds which example in a simulation: floating point may
 * differ in the last bit between machines here, as nothing that clients agree on rests on it.
 */
export class Draws {
  readonly #key: Key;
  #taken = 0;

  constructor(key: Key) {
    this.#key = key;
  }

  /** Uniform in (0, 1), both ends left out. */
  uniform(): number {
    const halves = threefry2x32(this.#key, this.#taken >>> 1, 0);
    return (halves[this.#taken++ & 1]! + 0.5) / 2 ** 32;
  }

  /** Standard normal, by Box and Muller. */
  normal(): number {
    return Math.sqrt(-2 * Math.log(this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
  }

  /**
   * The logarithm of a gamma variate of shape `alpha` > 0 and scale 1: of a small shape the variate itself would be 0.
   * Source: Marsaglia and Tsang, "A simple method for generating gamma variables" (ACM TOMS 26, 2000).
   */
  logGamma(alpha: number): number {
    // Gamma(alpha) = Gamma(alpha + 1) * U^(1 / alpha), section 6 there.
    if (alpha < 1) return this.logGamma(alpha + 1) + Math.log(this.uniform()) / alpha;
    const d = alpha - 1 / 3;
    for (;;) {
      const x = this.normal();
      const v = (1 + x / Math.sqrt(9 * d)) ** 3;
      if (v > 0 && Math.log(this.uniform()) < x ** 2 / 2 + d * (1 - v + Math.log(v))) return Math.log(d * v);
    }
  }

  /** `count` shares that add up to 1, Dirichlet with the same `alpha` for each. */
  dirichlet(alpha: number, count: number): number[] {
    const logs = Array.from({ length: count }, () => this.logGamma(alpha));
    const largest = Math.max(...logs);
    const weights = logs.map((log) => Math.exp(log - largest));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return weights.map((weight) => weight / sum);
  }
}
