import { formatCount, formatLoss, formatPercent } from '../format.ts';
import { Chart } from '../parts/chart.tsx';
import { FiguresTable } from '../parts/figures-table.tsx';
import type { Outcome } from './outcome.ts';
import { words } from './words/index.ts';

/** What devices told of held-out texts, as a line and as a table. */
export function Curve({ outcome: { summary } }: { outcome: Outcome }) {
  const t = words().curve;
  if (!summary) return null;
  const told = summary.evaluations.flatMap(({ sequence, accuracy }) =>
    accuracy === null ? [] : { sequence, accuracy },
  );
  const read = (): Float64Array[] => [
    Float64Array.from(told, ({ sequence }) => sequence),
    Float64Array.from(told, ({ accuracy }) => accuracy * 100),
  ];
  return (
    <section class="card" aria-labelledby="curve">
      <h2 id="curve">{t.title}</h2>
      {summary.evaluations.length === 0 && <p class="muted">{t.none}</p>}
      {told.length > 1 && (
        <figure>
          <figcaption>{t.caption}</figcaption>
          <Chart label={t.label} read={read} unit=" %" lines={[{ label: t.accuracy, color: '--leaf' }]} />
        </figure>
      )}
      {summary.evaluations.length > 0 && (
        <details>
          <summary>{t.table}</summary>
          <FiguresTable
            caption={t.caption}
            head={[t.round, t.accuracy, t.loss, t.participants, t.examples]}
            rows={summary.evaluations.map(({ sequence, accuracy, loss, participants, examples }) => [
              formatCount(sequence),
              accuracy === null ? t.unknown : formatPercent(accuracy),
              formatLoss(loss),
              formatCount(participants),
              formatCount(examples),
            ])}
          />
        </details>
      )}
    </section>
  );
}
