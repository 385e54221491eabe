import { type Axis, scaleOf } from './scale.ts';
import { COLOURS, WIDTH } from './style.ts';
import { element, escape } from './svg.ts';

/** One row for each subject: dots on one axis, each with its range; values that several dots of a row differ by have names. */
export interface DotPanel {
  readonly kind: 'dots';
  readonly title: string;
  readonly x: Axis;
  readonly rows: readonly {
    readonly name: string;
    readonly dots: readonly {
      readonly series: number;
      readonly mean: number;
      readonly least: number;
      readonly most: number;
    }[];
  }[];
  /** What the dots' series are called. The first is filled, others are hollow. */
  readonly series: readonly string[];
  readonly marks?: readonly { readonly x: number; readonly name: string }[];
}

const NAMES = 122;
/** For the figures of one dot. */
const VALUES = 54;
/** How the first mark is drawn, and the second. */
const STROKES = ['dashed', 'dotted'];
const ROW = 24;

/** @returns markup, and the height that it takes */
export function drawDots(panel: DotPanel, top: number): { markup: string; height: number } {
  const { marks = [], rows, series } = panel;
  const right = WIDTH - 12 - VALUES * series.length;
  const values = rows.flatMap(({ dots }) => dots.flatMap(({ least, most }) => [least, most]));
  const x = scaleOf(panel.x, [...values, ...marks.map((mark) => mark.x)]);
  const across = (value: number): number => NAMES + x.at(value) * (right - NAMES);
  const from = top + 40;
  const to = from + ROW * rows.length;
  const grid = x.ticks.map(
    (tick) =>
      element('line', { x1: across(tick), x2: across(tick), y1: from, y2: to, class: 'grid' }) +
      element(
        'text',
        { x: across(tick), y: to + 16, 'text-anchor': 'middle', class: 'tick' },
        escape(panel.x.format(tick)),
      ),
  );
  const rulers = marks.map(({ x: place }, i) => {
    const line = { x1: across(place), x2: across(place), y1: from, y2: to };
    return element('line', { ...line, class: `mark ${STROKES[i] ?? ''}` });
  });
  const drawn = rows.map(({ name, dots }, row) => {
    const y = from + ROW * (row + 0.5);
    const label = element('text', { x: NAMES - 10, y: y + 5, 'text-anchor': 'end' }, escape(name));
    const shapes = dots.map(({ series: one, mean, least, most }) => {
      const height = y + (series.length > 1 ? (one - (series.length - 1) / 2) * 9 : 0);
      const colour = `s${one % COLOURS}`;
      return (
        element('line', { x1: across(least), x2: across(most), y1: height, y2: height, class: `range ${colour}` }) +
        element('circle', { cx: across(mean), cy: height, r: 4, class: one === 0 ? colour : `hollow ${colour}` })
      );
    });
    const figures = dots.map(({ mean }) => panel.x.format(mean)).join(' / ');
    return label + shapes.join('') + element('text', { x: right + 8, y: y + 5, class: 'tick' }, escape(figures));
  });
  const key = series.length > 1 ? series.map((name, i) => `${i === 0 ? '●' : '○'} ${name}`) : [];
  const notes = [...key, ...marks.map(({ name }, i) => `${STROKES[i] ?? 'line'}: ${name}`)].join(' · ');
  const words = [
    element('text', { x: 10, y: top + 14, class: 'title' }, escape(panel.title)),
    element('text', { x: 10, y: top + 32, class: 'note' }, escape(notes)),
    element(
      'text',
      { x: (NAMES + right) / 2, y: to + 33, 'text-anchor': 'middle', class: 'note' },
      escape(panel.x.label),
    ),
  ];
  return { markup: [...grid, ...rulers, ...drawn, ...words].join(''), height: ROW * rows.length + 92 };
}
