import { useSignal } from '@preact/signals';
import { Chart } from '../parts/chart.tsx';
import { FiguresTable } from '../parts/figures-table.tsx';
import { useThrottled } from '../parts/throttled.ts';
import { words } from './words/index.ts';

/** Rows of a table at most: it is read, not plotted. */
const ROWS = 12;

interface Line {
  readonly name: string;
  readonly color: string;
  readonly style?: 'faint' | 'dashed' | 'edge';
  /** A value in the table. */
  readonly format: (value: number) => string;
}

interface LiveChartProps {
  /** Short, as of a table; and what it shows, in full. */
  readonly name: string;
  readonly title: string;
  readonly testid: string;
  /** What it comes to, in sentences; read again at most once a second. */
  readonly summary: () => string;
  /** Reads the signals that tell of new points. */
  readonly watch: () => void;
  /** Columns of the chart and of its table alike: x, then one for each line. */
  readonly read: () => readonly Float64Array[];
  readonly x: { readonly name: string; readonly format: (value: number) => string };
  readonly lines: readonly Line[];
  readonly bands?: readonly { readonly upper: number; readonly lower: number; readonly color: string }[];
  readonly unit?: string;
  readonly marks?: () => readonly number[];
  /** Said where there is nothing to draw yet. */
  readonly empty: string;
}

/** Lines with what they come to in words, and the same figures as a table. */
export function LiveChart(props: LiveChartProps) {
  const { empty, lines, name, read, summary, testid, title, unit = '', watch } = props;
  const t = words().charts;
  const { isEmpty, text } = useThrottled(watch, () => {
    const none = (read()[0]?.length ?? 0) === 0;
    return { isEmpty: none, text: none ? empty : summary() };
  });
  return (
    <figure data-testid={testid}>
      <figcaption>
        <strong>{name}</strong>
        <span>{title}</span>
      </figcaption>
      <p class={isEmpty ? 'empty' : 'comes-to'}>{text}</p>
      {!isEmpty && (
        <Chart
          label={t.lineChart(title)}
          read={() => (watch(), read())}
          unit={unit}
          lines={lines.map(({ name: label, ...line }) => ({ label, ...line }))}
          {...(props.bands && { bands: props.bands })}
          {...(props.marks && { marks: props.marks })}
        />
      )}
      <Table {...props} />
    </figure>
  );
}

function Table(props: LiveChartProps) {
  const open = useSignal(false);
  return (
    <details onToggle={(event) => (open.value = event.currentTarget.open)}>
      <summary>{words().charts.asTable(props.name)}</summary>
      {open.value && <Rows {...props} />}
    </details>
  );
}

function Rows({ lines, read, title, watch, x }: LiveChartProps) {
  const rows = useThrottled(watch, () => {
    const [places, ...columns] = read();
    return spread(places?.length ?? 0).map((i) => [
      x.format(places![i]!),
      ...lines.map(({ format }, c) => format(columns[c]![i]!)),
    ]);
  });
  return <FiguresTable caption={title} head={[x, ...lines].map(({ name }) => name)} rows={rows} />;
}

/** Places of at most ROWS points, evenly over the whole line, its ends among them. */
function spread(length: number): number[] {
  const count = Math.min(ROWS, length);
  return Array.from({ length: count }, (_, i) => (count < 2 ? 0 : Math.round((i * (length - 1)) / (count - 1))));
}
