import { useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type uPlot from 'uplot';

export type ChartColumn = Float64Array | (number | null)[];

interface ChartProps {
  /** What the chart shows, in words, for who does not see it. */
  readonly label: string;
  /**
   * Reads signals, so that it runs again when there is more; x first, then one array for each line. Null where a line
   * has nothing at an x, which it then passes over.
   */
  readonly read: () => readonly ChartColumn[];
  readonly lines: readonly { readonly label: string; readonly color: string; readonly faint?: boolean }[];
  readonly unit: string;
  /** Places on the x axis where something happened, drawn as lines across. Reads signals as `read` does. */
  readonly marks?: () => readonly number[];
}

const HEIGHT = 200;
/** Milliseconds between two drawings at least; the eye needs no more and the training gets the rest. */
const PAUSE = 250;

/** The drawing library is loaded when the first chart is near: who reads the first screen needs none. */
export function loadCharts(): Promise<{ readonly default: typeof uPlot } | null> {
  return import('uplot').catch(() => null);
}

/** A live chart. Colours are names of custom properties, read again when the theme changes. */
export function Chart({ label, read, lines, unit, marks }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const timer = useRef(0);

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const left = new AbortController();
    void loadCharts().then((library) => {
      // Without it the table below the chart has the figures.
      if (!library || left.signal.aborted) return;
      const build = (): void => {
        plot.current?.destroy();
        plot.current = new library.default(options(element, lines, unit, marks), dataOf(read), element);
      };
      build();
      matchMedia('(prefers-color-scheme: dark)').addEventListener('change', build, { signal: left.signal });
    });
    const resized = new ResizeObserver(() => plot.current?.setSize({ width: element.clientWidth, height: HEIGHT }));
    resized.observe(element);
    return () => {
      left.abort();
      resized.disconnect();
      clearTimeout(timer.current);
      plot.current?.destroy();
      plot.current = null;
    };
  }, []);

  useSignalEffect(() => {
    read();
    marks?.();
    timer.current ||= window.setTimeout(() => {
      timer.current = 0;
      plot.current?.setData(dataOf(read));
    }, PAUSE);
  });

  return <div class="chart" role="img" aria-label={label} ref={box} />;
}

function dataOf(read: ChartProps['read']): uPlot.AlignedData {
  const [x = new Float64Array(), ...rest] = read();
  return [Float64Array.from(x, Number), ...rest];
}

function options(
  element: HTMLElement,
  lines: ChartProps['lines'],
  unit: string,
  marks: ChartProps['marks'],
): uPlot.Options {
  const style = getComputedStyle(element);
  const color = (name: string): string => style.getPropertyValue(name).trim();
  const axis: uPlot.Axis = {
    stroke: color('--muted'),
    grid: { stroke: color('--line'), width: 1 },
    ticks: { show: false },
    font: `12px ${style.fontFamily}`,
  };
  return {
    width: element.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: false } },
    hooks: { draw: [(plot) => drawMarks(plot, marks?.() ?? [], color('--danger'))] },
    axes: [
      { ...axis, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 100_000] },
      { ...axis, size: 56, values: (_, ticks) => ticks.map((tick) => `${tick}${unit}`) },
    ],
    series: [
      {},
      ...lines.map(({ label, color: name, faint }) => ({
        label,
        stroke: color(name),
        width: faint ? 1 : 2.5,
        spanGaps: true,
        points: { show: false },
      })),
    ],
  };
}

/** A dashed line from top to bottom at each place that lies within the chart. */
function drawMarks({ bbox, ctx, valToPos, scales: { x } }: uPlot, marks: readonly number[], color: string): void {
  ctx.save();
  ctx.strokeStyle = color;
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([4 * devicePixelRatio, 4 * devicePixelRatio]);
  for (const mark of marks) {
    if (mark < (x?.min ?? 0) || mark > (x?.max ?? 0)) continue;
    const at = Math.round(valToPos(mark, 'x', true));
    ctx.beginPath();
    ctx.moveTo(at, bbox.top);
    ctx.lineTo(at, bbox.top + bbox.height);
    ctx.stroke();
  }
  ctx.restore();
}
