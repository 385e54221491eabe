import { useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type uPlot from 'uplot';
import { formatDecimal } from '../format.ts';

export type ChartColumn = Float64Array | (number | null)[];

interface ChartLine {
  readonly label: string;
  readonly color: string;
  /** `faint` is thin; `edge` is not drawn itself: a band ends there. */
  readonly style?: 'faint' | 'dashed' | 'edge';
}

interface ChartProps {
  /** What the chart shows, in words, for who does not see it. */
  readonly label: string;
  /**
   * Reads signals, so that it runs again when there is more; x first, then one array for each line. Null where a line
   * has nothing at an x, which it then passes over.
   */
  readonly read: () => readonly ChartColumn[];
  readonly lines: readonly ChartLine[];
  /** Areas between two lines, by their places in `lines`; drawn below all lines. */
  readonly bands?: readonly { readonly upper: number; readonly lower: number; readonly color: string }[];
  readonly unit: string;
  /** Places on the x axis where something happened, drawn as lines across. Reads signals as `read` does. */
  readonly marks?: () => readonly number[];
}

const HEIGHT = 200;
/** Milliseconds between two drawings at least; the eye needs no more and the training gets the rest. */
const PAUSE = 250;

const NO_BANDS: NonNullable<ChartProps['bands']> = [];

/** The drawing library is loaded when the first chart is near: who reads the first screen needs none. */
export function loadCharts(): Promise<{ readonly default: typeof uPlot } | null> {
  return import('uplot').catch(() => null);
}

/** A live chart. Colours are names of custom properties, read again when the theme changes. */
export function Chart({ label, read, lines, bands = NO_BANDS, unit, marks }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const timer = useRef(0);
  const isSeen = useRef(true);
  const isStale = useRef(false);
  const order = drawingOrder(lines);
  const draw = (): void => {
    if (!isStale.current || !isSeen.current) return;
    isStale.current = false;
    plot.current?.setData(dataOf(read, order));
  };

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const left = new AbortController();
    void loadCharts().then((library) => {
      // Without it the table below the chart has the figures.
      if (!library || left.signal.aborted) return;
      const build = (): void => {
        plot.current?.destroy();
        plot.current = new library.default(options(element, lines, bands, unit, marks), dataOf(read, order), element);
      };
      build();
      matchMedia('(prefers-color-scheme: dark)').addEventListener('change', build, { signal: left.signal });
      // The theme that a person chose, and the language, stand at the root.
      const themed = new MutationObserver(build);
      themed.observe(document.documentElement, { attributeFilter: ['data-theme', 'lang'] });
      left.signal.addEventListener('abort', () => themed.disconnect());
    });
    const resized = new ResizeObserver(() => plot.current?.setSize({ width: element.clientWidth, height: HEIGHT }));
    resized.observe(element);
    // What nobody sees is not drawn: the training gets the time.
    const seen = new IntersectionObserver((entries) => {
      isSeen.current = entries.at(-1)?.isIntersecting ?? true;
      if (isSeen.current) draw();
    });
    seen.observe(element);
    return () => {
      left.abort();
      resized.disconnect();
      seen.disconnect();
      clearTimeout(timer.current);
      plot.current?.destroy();
      plot.current = null;
    };
  }, []);

  useSignalEffect(() => {
    read();
    marks?.();
    isStale.current = true;
    timer.current ||= window.setTimeout(() => {
      timer.current = 0;
      draw();
    }, PAUSE);
  });

  return <div class="chart" role="img" aria-label={label} ref={box} />;
}

/** Edges first: a band is drawn with the later of its two lines, over whatever is there by then. */
function drawingOrder(lines: ChartProps['lines']): readonly number[] {
  const rank = (line: number): number => (lines[line]?.style === 'edge' ? 0 : 1);
  return lines.map((_, i) => i).toSorted((a, b) => rank(a) - rank(b));
}

function dataOf(read: ChartProps['read'], order: readonly number[]): uPlot.AlignedData {
  const [x = new Float64Array(), ...rest] = read();
  return [Float64Array.from(x, Number), ...order.map((line) => rest[line] ?? [])];
}

function options(
  element: HTMLElement,
  lines: ChartProps['lines'],
  bands: NonNullable<ChartProps['bands']>,
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
  const order = drawingOrder(lines);
  return {
    width: element.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: false } },
    hooks: { draw: [(plot) => drawMarks(plot, marks?.() ?? [], color('--danger'))] },
    axes: [
      {
        ...axis,
        incrs: incrementsOf,
        values: (_, ticks, __, ___, step) => ticks.map((tick) => tickText(tick, step, '')),
      },
      { ...axis, size: 56, values: (_, ticks, __, ___, step) => ticks.map((tick) => tickText(tick, step, unit)) },
    ],
    bands: bands.map(({ upper, lower, color: name }) => ({
      series: [1 + order.indexOf(upper), 1 + order.indexOf(lower)],
      fill: color(name),
    })),
    series: [
      {},
      ...order
        .map((line) => lines[line]!)
        .map(({ label, color: name, style: how }) => ({
          label,
          ...(how !== 'edge' && { stroke: color(name) }),
          ...(how === 'dashed' && { dash: [6, 4] }),
          width: how === 'faint' ? 1 : how === 'dashed' ? 1.5 : 2.5,
          // An edge's gaps are its band's.
          spanGaps: how !== 'edge',
          // A line of one point is none.
          points: { show: (plot: uPlot, place: number) => how === undefined && isAlone(plot.data[place]) },
        })),
    ],
  };
}

function isAlone(values: uPlot.AlignedData[number] | undefined): boolean {
  return Array.from<number | null | undefined>(values ?? []).filter((value) => typeof value === 'number').length === 1;
}

/** Distances of ticks on the x axis: whole where the places are, as rounds and steps. */
function incrementsOf({ data: [x] }: uPlot): number[] {
  const whole = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 100_000];
  return Number.isInteger(x.at(-1)) ? whole : [0.1, 0.2, 0.5, ...whole];
}

/** With as many decimals as the distance of the ticks needs. */
function tickText(tick: number, step: number, unit: string): string {
  const digits = Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
  return `${formatDecimal(tick, digits)}${unit}`;
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
