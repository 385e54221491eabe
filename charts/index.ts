export {
  type Axis,
  type Chart,
  type DotPanel,
  type LinePanel,
  type LinePoint,
  type Panel,
  type Series,
  drawChart,
} from './chart.ts';
export { element, escape } from './svg.ts';
