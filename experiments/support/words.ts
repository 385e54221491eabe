import type { Spread } from '../../cli/simulation/index.ts';

export { percent } from '../../cli/table.ts';
/** On an axis: 70 %, 72.5 %. */
export const percentTick = (share: number): string => `${Number((100 * share).toFixed(1))} %`;
export const nats = (loss: number): string => loss.toFixed(3);

/** Three digits and a unit, such as 1.6 k, 14 M or 250. */
export function compact(value: number): string {
  const units = [
    [1e12, ' T'],
    [1e9, ' G'],
    [1e6, ' M'],
    [1e3, ' k'],
  ] as const;
  const [size, unit] = units.find(([least]) => Math.abs(value) >= least * 0.9995) ?? [1, ''];
  return `${Number((value / size).toPrecision(3))}${unit}`;
}

/** As `compact`, with the unit: `860 B`, `442 kB`. */
export function bytes(value: number): string {
  return compact(value)
    .replace(/(?<=\d)$/, ' ')
    .concat('B');
}

/** `mean (least to most)`; the mean alone where they are written alike. */
export function inWords({ mean, least, most }: Spread, show: (value: number) => string): string {
  const [from, to] = [show(least), show(most)];
  return from === to ? show(mean) : `${show(mean)} (${from} to ${to})`;
}

export function duration(seconds: number): string {
  if (seconds < 100) return `${Math.max(1, Math.round(seconds))} s`;
  return seconds < 6000 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
