import { type Axis, scaleOf } from './scale.ts';
import { COLOURS, LEFT, LINE, RIGHT, WIDTH } from './style.ts';
import { element, escape } from './svg.ts';

/** A mean, and the least and most that it is the mean of. */
export interface LinePoint {
  readonly x: number;
  readonly mean: number;
  readonly least: number;
  readonly most: number;
}

export interface Series {
  readonly name: string;
  readonly points: readonly LinePoint[];
}

/** Lines with a band from least to most and their names at their ends. */
export interface LinePanel {
  readonly kind: 'lines';
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly Series[];
  /** Heights to compare with. */
  readonly marks?: readonly { readonly y: number; readonly name: string }[];
}

const HEIGHT = 230;

/** @returns markup, and the height that it takes */
export function drawLines(panel: LinePanel, top: number): { markup: string; height: number } {
  const { marks = [] } = panel;
  const points = panel.series.flatMap((series) => series.points);
  const x = scaleOf(
    panel.x,
    points.map((point) => point.x),
    'at-values',
  );
  const y = scaleOf(panel.y, [...points.flatMap(({ least, most }) => [least, most]), ...marks.map((mark) => mark.y)]);
  const right = WIDTH - RIGHT;
  const from = top + 46;
  const to = from + HEIGHT;
  const across = (value: number): number => LEFT + x.at(value) * (right - LEFT);
  const up = (value: number): number => to - y.at(value) * HEIGHT;
  const inside = (value: number): boolean => panel.x.scale === 'linear' || value > 0;

  const grid = y.ticks.map(
    (tick) =>
      element('line', { x1: LEFT, x2: right, y1: up(tick), y2: up(tick), class: 'grid' }) +
      element(
        'text',
        { x: LEFT - 6, y: up(tick) + 4, 'text-anchor': 'end', class: 'tick' },
        escape(panel.y.format(tick)),
      ),
  );
  const feet = x.ticks.map(
    (tick) =>
      element('line', { x1: across(tick), x2: across(tick), y1: to, y2: to + 4, class: 'grid' }) +
      element(
        'text',
        { x: across(tick), y: to + 18, 'text-anchor': 'middle', class: 'tick' },
        escape(panel.x.format(tick)),
      ),
  );
  const rulers = marks.map(({ y: height }) =>
    element('line', { x1: LEFT, x2: right, y1: up(height), y2: up(height), class: 'mark' }),
  );
  const drawn = panel.series.map(({ points: all }, i) => {
    const shown = all.filter((point) => inside(point.x));
    const at = (point: LinePoint, height: number): string => `${across(point.x).toFixed(1)},${up(height).toFixed(1)}`;
    const band = [...shown.map((p) => at(p, p.most)), ...shown.toReversed().map((p) => at(p, p.least))];
    const dots = shown.length > 12 ? [] : shown.map((p) => circle(across(p.x), up(p.mean), i));
    return (
      element('polygon', { points: band.join(' '), class: `band s${i % COLOURS}` }) +
      element('polyline', { points: shown.map((p) => at(p, p.mean)).join(' '), class: `line s${i % COLOURS}` }) +
      dots.join('')
    );
  });
  // A line that ends early has its name at the end of it, in the margin all the same.
  const ends = panel.series.flatMap(({ name, points: all }, i) => {
    const last = all.findLast((point) => inside(point.x));
    return last ? [{ name, i, x: across(last.x), y: up(last.mean) }] : [];
  });
  const heights = spreadOut(
    ends.map((end) => end.y),
    LINE,
    from,
    to,
  );
  const names = ends.map(({ name, i, x: end, y: height }, place) => {
    const at = heights[place]!;
    const leader = { x1: end + 3, y1: height, x2: right + 8, y2: at, class: `leader s${i % COLOURS}` };
    return (
      element('line', leader) +
      element('text', { x: right + 11, y: at + 5, class: `name t${i % COLOURS}` }, escape(name))
    );
  });
  // Beside the lines there is no place that none of them crosses.
  const heading = [panel.y.label, ...marks.map(({ name }) => `dashed: ${name}`)].join(' · ');
  const words = [
    element('text', { x: 10, y: top + 14, class: 'title' }, escape(panel.title)),
    element('text', { x: 10, y: top + 32, class: 'note' }, escape(heading)),
    element(
      'text',
      { x: (LEFT + right) / 2, y: to + 37, 'text-anchor': 'middle', class: 'note' },
      escape(panel.x.label),
    ),
  ];
  return { markup: [...grid, ...feet, ...drawn, ...rulers, ...names, ...words].join(''), height: HEIGHT + 104 };
}

function circle(cx: number, cy: number, series: number): string {
  return element('circle', { cx, cy, r: 3, class: `s${series % COLOURS}` });
}

/** Heights at least `gap` apart and within bounds where there is room, each as near to its own as goes. */
export function spreadOut(heights: readonly number[], gap: number, from: number, to: number): number[] {
  const order = heights.map((_, i) => i).sort((a, b) => heights[a]! - heights[b]!);
  const placed = [...heights];
  order.forEach((i, rank) => {
    const above = rank > 0 ? placed[order[rank - 1]!]! + gap : from;
    placed[i] = Math.max(placed[i]!, above);
  });
  order.toReversed().forEach((i, rank) => {
    const below = rank > 0 ? placed[order[order.length - rank]!]! - gap : to;
    placed[i] = Math.min(placed[i]!, below);
  });
  return placed;
}
