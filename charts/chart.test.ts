import { expect, test } from 'vitest';
import { drawChart } from './index.ts';
import { spreadOut } from './lines.ts';
import { decades, roundNumbers, scaleOf } from './scale.ts';

const axis = { label: 'passes', scale: 'linear', format: String } as const;

test('round numbers enclose their values in steps of 1, 2 or 5', () => {
  expect(roundNumbers(0.52, 0.88)).toEqual([0.5, 0.6, 0.7, 0.8, 0.9]);
  expect(roundNumbers(0, 1200)).toEqual([0, 500, 1000, 1500]);
});

test('decades are thinned out, and of a narrow span 1, 2 and 5 times a power are taken', () => {
  expect(decades(2, 8)).toEqual([1e2, 1e4, 1e6, 1e8]);
  expect(decades(Math.log10(120), Math.log10(900))).toEqual([200, 500]);
});

test('a scale maps its values to 0 to 1, and one value to its middle', () => {
  const scale = scaleOf({ ...axis, scale: 'log' }, [0, 10, 1000]);
  expect([scale.at(10), scale.at(100), scale.at(1000)]).toEqual([0, 0.5, 1]);
  expect(scaleOf(axis, [0, 430], 'at-values')).toMatchObject({ ticks: [0, 200, 400] });
  expect(scaleOf({ ...axis, ticks: [4] }, [4, 4]).at(4)).toBeCloseTo(0.5);
});

test('names at equal heights are moved apart, within their bounds', () => {
  expect(spreadOut([50, 50, 52], 10, 0, 60).sort((a, b) => a - b)).toEqual([40, 50, 60]);
  expect(spreadOut([10, 90], 10, 0, 100)).toEqual([10, 90]);
});

test('a chart has its axes, a line, a band and a name for each series, and escapes what it is told', () => {
  const points = [
    { x: 0, mean: 0.5, least: 0.4, most: 0.6 },
    { x: 100, mean: 0.7, least: 0.6, most: 0.8 },
  ];
  const series = [
    { name: 'A & B', points },
    { name: 'none', points: [] },
  ];
  const svg = drawChart({
    title: 'T <1>',
    caption: ['c'],
    panels: [
      {
        kind: 'lines',
        title: 'P',
        x: axis,
        y: { ...axis, label: 'accuracy' },
        series,
        marks: [{ y: 0.7, name: 'target' }],
      },
    ],
  });
  expect(svg).toContain('>A &amp; B</text>');
  expect(svg).toContain('<title>T &lt;1&gt;</title>');
  expect(svg.match(/<polyline/g)).toHaveLength(2);
  for (const words of ['passes', 'accuracy', 'target', 'prefers-color-scheme: dark']) expect(svg).toContain(words);
  expect(svg).not.toMatch(/NaN|Infinity|undefined/);
});

test('a chart of dots has a row for each subject, with its range', () => {
  const rows = [
    {
      name: 'one',
      dots: [
        { series: 0, mean: 0.5, least: 0.4, most: 0.6 },
        { series: 1, mean: 0.7, least: 0.7, most: 0.7 },
      ],
    },
    { name: 'failed', dots: [] },
  ];
  const svg = drawChart({
    title: '',
    caption: [],
    panels: [{ kind: 'dots', title: 'P', x: axis, rows, series: ['k = 16', 'k = 512'] }],
  });
  expect(svg.match(/<circle/g)).toHaveLength(2);
  expect(svg).toContain('>failed</text>');
  expect(svg).not.toMatch(/NaN|Infinity|undefined/);
});
