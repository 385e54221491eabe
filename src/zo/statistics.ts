/**
 * Robust means of numbers that are each there `share` times over: the statistics of Yin, Chen, Ramchandran and Bartlett 2018
 * ("Byzantine-Robust Distributed Learning: Towards Optimal Statistical Rates", arXiv 1803.01498, definitions 1 and 2),
 * with weights. Shares are whole numbers, so that no sum of them is rounded; with equal ones these are the plain statistics.
 * Float64 over values in ascending order, so that everybody gets the same bits, in whatever order they came.
 */
interface Weighted {
  readonly value: number;
  readonly share: number;
}

function ascending(values: readonly number[], shares: readonly number[]): { all: Weighted[]; total: number } {
  const all = values.map((value, m) => ({ value, share: shares[m]! })).toSorted((a, b) => a.value - b.value);
  return { all, total: shares.reduce((sum, share) => sum + share, 0) };
}

/**
 * The value up to which half of all shares lie; half-way to the next where exactly half do. With as many of each value as
 * its share says, it is the plain median.
 */
export function weightedMedian(values: readonly number[], shares: readonly number[]): number {
  const { all, total } = ascending(values, shares);
  let below = 0;
  for (const [m, { value, share }] of all.entries()) {
    below += share;
    if (2 * below < total) continue;
    const next = all.slice(m + 1).find((other) => other.share > 0);
    return 2 * below === total && next ? (value + next.value) / 2 : value;
  }
  return 0;
}

/**
 * The mean of what is left when the smallest and the largest `cut` of all shares are taken off; a value on the edge stays
 * with the part of its share that lies inside. With n equal shares and a whole number `cut * n`, that many values go at
 * each end.
 * @param cut in (0, 0.5)
 */
export function trimmedMean(values: readonly number[], shares: readonly number[], cut: number): number {
  const { all, total } = ascending(values, shares);
  const off = edge(cut * total);
  const [from, to] = [off, total - off];
  let [below, sum] = [0, 0];
  for (const { value, share } of all) {
    const kept = Math.min(below + share, to) - Math.max(below, from);
    if (kept > 0) sum += kept * value;
    below += share;
  }
  return sum / (to - from);
}

/** A share of 0.29 cuts 29 of 100, though 0.29 * 100 is a little less: nothing of the 29th is to stay. */
function edge(shares: number): number {
  const whole = Math.round(shares);
  return Math.abs(shares - whole) < 1e-9 * shares ? whole : shares;
}

/** Of scalars: their size, whatever their number. 0 of none. */
export function rootMeanSquare(scalars: Float32Array): number {
  if (scalars.length === 0) return 0;
  return Math.sqrt(scalars.reduce((sum, g) => sum + g * g, 0) / scalars.length);
}

/** The plain median; 0 of nothing. */
export function middle(values: readonly number[]): number {
  return weightedMedian(
    values,
    values.map(() => 1),
  );
}
