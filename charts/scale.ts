/** An axis: what it shows, and how a number is written on it. */
export interface Axis {
  readonly label: string;
  readonly scale: 'linear' | 'log';
  readonly format: (value: number) => string;
  /** Where its lines are; left out, round numbers. */
  readonly ticks?: readonly number[];
}

export interface Scale {
  readonly ticks: readonly number[];
  /** From a value to a place between 0 and 1; outside of it for what lies beyond the values. */
  at(value: number): number;
}

/**
 * @param values that must fit; a logarithmic axis leaves out what is not above 0
 * @param ends whether a linear axis ends at its first and last tick, or at the least and greatest value
 */
export function scaleOf(axis: Axis, values: readonly number[], ends: 'at-ticks' | 'at-values' = 'at-ticks'): Scale {
  const isLog = axis.scale === 'log';
  const usable = [...values, ...(axis.ticks ?? [])].filter((value) => Number.isFinite(value) && (!isLog || value > 0));
  const to = isLog ? Math.log10 : (value: number): number => value;
  let low = usable.length > 0 ? Math.min(...usable.map(to)) : 0;
  let high = usable.length > 0 ? Math.max(...usable.map(to)) : 1;
  if (low === high) {
    const margin = isLog ? 0.5 : Math.max(Math.abs(low) * 0.1, 1e-3);
    low -= margin;
    high += margin;
  }
  const round = axis.ticks ?? (isLog ? decades(low, high) : roundNumbers(low, high));
  const isTight = ends === 'at-values' || isLog || axis.ticks !== undefined;
  const margin = (high - low) * 1e-6;
  const ticks = isTight ? round.filter((tick) => to(tick) >= low - margin && to(tick) <= high + margin) : round;
  if (!isTight) {
    low = ticks[0]!;
    high = ticks.at(-1)!;
  }
  return { ticks, at: (value) => (to(value) - low) / (high - low) };
}

/** Multiples of 1, 2 or 5 times a power of ten, about four steps of them, so that all values lie between the outer two. */
export function roundNumbers(low: number, high: number): number[] {
  const rough = (high - low) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((multiple) => multiple * power >= rough * 0.999) ?? 10);
  const first = Math.floor(low / step + 1e-9);
  const last = Math.ceil(high / step - 1e-9);
  // Rounded, so that 3 * 0.1 is written 0.3.
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** Powers of ten between two exponents, five at most; of a narrow span 1, 2 and 5 times them. */
export function decades(low: number, high: number): number[] {
  const first = Math.ceil(low - 1e-9);
  const last = Math.floor(high + 1e-9);
  const every = Math.ceil((last - first + 1) / 5);
  if (last - first >= 1) {
    return Array.from({ length: last - first + 1 }, (_, i) => first + i)
      .filter((_, i) => i % every === 0)
      .map((exponent) => 10 ** exponent);
  }
  return [first - 1, first, first + 1]
    .flatMap((exponent) => [1, 2, 5].map((multiple) => multiple * 10 ** exponent))
    .filter((value) => Math.log10(value) >= low - 1e-9 && Math.log10(value) <= high + 1e-9);
}
