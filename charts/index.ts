export { type Chart, type Panel, drawChart } from './chart.ts';
export type { DotPanel } from './dots.ts';
export type { LinePanel, LinePoint, Series } from './lines.ts';
export type { Axis } from './scale.ts';
export { element, escape } from './svg.ts';
