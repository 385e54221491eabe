import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { formatBytes, formatClock, formatCount, formatDuration, formatPercent } from '../format.ts';
import { Chart } from '../parts/chart.tsx';
import { type Watched, dropOuts } from './rounds.ts';
import { Timeline } from './timeline.tsx';
import { words } from './words/index.ts';

/** Rows of the table before somebody scrolls: all that are drawn. */
const ROWS = 100;

/** The rounds that are done: when, how long, who answered, and who dropped out. */
export function Rounds({ watched: { rounds, overview } }: { watched: Watched }) {
  const { rounds: t } = words();
  const data = useSignal(rounds);
  useEffect(() => void (data.value = rounds), [rounds]);
  const asked = rounds.reduce((sum, round) => sum + round.asked, 0);
  const missing = rounds.reduce((sum, round) => sum + dropOuts(round), 0);
  return (
    <section class="card" aria-labelledby="rounds">
      <h2 id="rounds">{t.heading}</h2>
      {rounds.length === 0 && <p class="empty">{t.none}</p>}
      {rounds.length > 0 && (
        <>
          <p data-testid="drop-outs">
            {t.dropOuts(formatCount(missing), formatCount(asked), formatPercent(asked === 0 ? 0 : missing / asked))}
          </p>
          <Timeline rounds={rounds} until={overview.at} />
        </>
      )}
      {rounds.length > 1 && (
        <figure>
          <figcaption>{t.chart}</figcaption>
          <Chart
            label={t.chartAlt}
            read={() => [
              Float64Array.from(data.value, ({ number }) => number),
              Float64Array.from(data.value, (round) => round.asked),
              Float64Array.from(data.value, ({ contributed }) => contributed),
            ]}
            unit=""
            lines={[
              { label: t.asked, color: '--group-1' },
              { label: t.contributed, color: '--group-2' },
            ]}
          />
          <ul class="legend">
            <li class="group-1">{t.asked}</li>
            <li class="group-2">{t.contributed}</li>
          </ul>
        </figure>
      )}
      {rounds.length > 0 && <Table watched={{ rounds, overview }} />}
    </section>
  );
}

function Table({ watched: { rounds } }: { watched: Watched }) {
  const { rounds: t } = words();
  return (
    <details>
      <summary>{t.table}</summary>
      <div class="scroll" tabIndex={0} role="region" aria-label={t.table}>
        <table data-testid="rounds">
          <thead>
            <tr>
              {t.columns.map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rounds
              .slice(-ROWS)
              .reverse()
              .map((round) => (
                <tr key={round.number}>
                  <td>{formatCount(round.number)}</td>
                  <td>{formatClock(round.closedAt)}</td>
                  <td>
                    {formatDuration(round.closedAt - round.openedAt)}
                    {round.extended && <span class="note">{t.wasExtended}</span>}
                  </td>
                  <td>{t.of(round.contributed, round.asked)}</td>
                  <td>{formatCount(round.late)}</td>
                  <td>{formatCount(round.refused)}</td>
                  <td>{formatBytes(round.bytes)}</td>
                </tr>
              ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
