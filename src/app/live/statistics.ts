/** The normal distribution's quantile that leaves 2.5 % above it. */
const Z_95 = 1.959963984540054;

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * Wilson's 95 % interval of a share in [0, 1] that was found in `count` cases (Wilson 1927; Brown, Cai and DasGupta 2001,
 * equation 4), which stays within [0, 1] and holds for few cases too:
 *
 *     (p + z^2 / 2n +- z sqrt(p (1 - p) / n + z^2 / 4n^2)) / (1 + z^2 / n)
 *
 * It says how far the share in all such texts may be from that in these ones, and nothing of other people's texts.
 * @throws RangeError without a case
 */
export function wilson(share: number, count: number): Interval {
  if (count < 1) throw new RangeError('An interval needs at least one case.');
  const z2 = Z_95 * Z_95;
  const middle = share + z2 / (2 * count);
  const width = Z_95 * Math.sqrt((share * (1 - share)) / count + z2 / (4 * count * count));
  const scale = 1 + z2 / count;
  // Rounding may leave the last bit outside.
  return { low: Math.max(0, (middle - width) / scale), high: Math.min(1, (middle + width) / scale) };
}

/** Of values in any order; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  if (sorted.length === 0) return Number.NaN;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/** Mean and sample standard deviation of the last values. */
export class RollingSpread {
  readonly #size: number;
  readonly #values: number[] = [];

  /** @param size values that it looks back on */
  constructor(size: number) {
    this.#size = size;
  }

  /** @returns those of the values so far, this one included; the deviation of a single one is 0 */
  push(value: number): { readonly mean: number; readonly deviation: number } {
    this.#values.push(value);
    if (this.#values.length > this.#size) this.#values.shift();
    const count = this.#values.length;
    // Anew each time: a running sum would gather rounding errors for as long as it runs.
    const mean = this.#values.reduce((sum, one) => sum + one, 0) / count;
    const squares = this.#values.reduce((sum, one) => sum + (one - mean) ** 2, 0);
    return { mean, deviation: count < 2 ? 0 : Math.sqrt(squares / (count - 1)) };
  }

  clear(): void {
    this.#values.length = 0;
  }
}
