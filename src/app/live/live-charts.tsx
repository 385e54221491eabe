import { useEffect } from 'preact/hooks';
import { describeRollback } from './describe.ts';
import { formatLoss } from '../format.ts';
import { Chart, loadCharts } from '../parts/chart.tsx';
import { accuracies, losses, slice } from '../session.ts';
import { type Series, smooth } from './series.ts';

/** Steps that the smoothed line looks back on, roughly. */
const MEMORY = 20;
/** Rows of a table at most: it is read, not plotted. */
const ROWS = 12;

function readLosses(): Float64Array[] {
  slice('steps');
  const [x, y] = losses.points();
  return [x, y, smooth(y, MEMORY)];
}

function readAccuracies(): Float64Array[] {
  slice('current');
  return [...accuracies.points()];
}

/** Loss and accuracy as lines, and the same figures as tables. */
export function Charts() {
  const rounds = slice('current')?.sequence ?? 0;
  useEffect(() => void loadCharts(), []);
  return (
    <section class="card" aria-labelledby="charts">
      <h2 id="charts">How it goes</h2>
      <figure>
        <figcaption>Training loss by step: thin as measured, thick smoothed</figcaption>
        {slice('steps') === 0 && <p class="empty">It begins with your first step.</p>}
        {slice('steps') > 0 && (
          <Chart
            label="Line chart of the training loss by step. The table below has the figures."
            read={readLosses}
            unit=""
            lines={[
              { label: 'loss', color: '--chart-faint', faint: true },
              { label: 'smoothed', color: '--accent' },
            ]}
          />
        )}
        <Table name="Loss" head={['Step', 'Loss, smoothed']} tick="steps" rows={lossRows} />
      </figure>
      <figure>
        <figcaption>Accuracy on your held-out texts by round</figcaption>
        <Rollbacks />
        {rounds === 0 && <p class="empty">It begins with the first round that is done.</p>}
        {rounds > 0 && (
          <Chart
            label="Line chart of the accuracy on held-out texts by round. The table below has the figures."
            read={readAccuracies}
            unit=" %"
            lines={[{ label: 'accuracy', color: '--leaf' }]}
            marks={() => slice('rollbacks').map(({ sequence }) => sequence)}
          />
        )}
        <Table name="Accuracy" head={['Round', 'Accuracy']} tick="current" rows={accuracyRows} />
      </figure>
    </section>
  );
}

/** What was taken back, as a person would tell it; the chart has a line where each happened. */
function Rollbacks() {
  const rollbacks = slice('rollbacks');
  if (rollbacks.length === 0) return null;
  return (
    <ul class="plain rollbacks" data-testid="rollbacks">
      {rollbacks.map((one) => (
        <li key={one.sequence}>
          <span class="muted">After round {one.to}:</span> {describeRollback(one)}
        </li>
      ))}
    </ul>
  );
}

function lossRows(): string[][] {
  const [x, y] = losses.points();
  const smoothed = smooth(y, MEMORY);
  return spread(losses).map((i) => [String(Math.round(x[i]!)), formatLoss(smoothed[i]!)]);
}

function accuracyRows(): string[][] {
  const [x, y] = accuracies.points();
  return spread(accuracies).map((i) => [String(Math.round(x[i]!)), `${y[i]!.toFixed(1)} %`]);
}

/** Places of at most ROWS points, evenly over the whole line, its ends among them. */
function spread({ length }: Series): number[] {
  const count = Math.min(ROWS, length);
  return Array.from({ length: count }, (_, i) => (count < 2 ? 0 : Math.round((i * (length - 1)) / (count - 1))));
}

interface TableProps {
  readonly name: string;
  readonly head: readonly string[];
  readonly tick: 'steps' | 'current';
  readonly rows: () => string[][];
}

function Table({ name, head, tick, rows }: TableProps) {
  slice(tick);
  return (
    <details>
      <summary>{name} as a table</summary>
      <table>
        <thead>
          <tr>
            {head.map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows().map((row) => (
            <tr key={row[0]}>
              {row.map((cell, i) => (
                <td key={i}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
