import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { formatCount, formatDecimal, formatLoss, formatPercent } from '../format.ts';
import { loadCharts } from '../parts/chart.tsx';
import { measures, slice } from '../session.ts';
import { describeDrift } from './drift.ts';
import { LiveChart } from './live-chart.tsx';
import { Rollbacks } from './rollbacks.tsx';
import { WINDOW } from './measures.ts';
import { wilson } from './statistics.ts';
import { countOf } from './tally.ts';
import { words } from './words/index.ts';

const percent = (value: number): string => formatPercent(value / 100);
const minutes = (value: number): string => formatDecimal(value, 1);

/** Loss and accuracy with their spread; below them, on request, the visit by the clock. */
export function Charts() {
  useEffect(() => void loadCharts(), []);
  const t = words().charts;
  return (
    <section class="card" aria-labelledby="charts">
      <h2 id="charts">{t.title}</h2>
      <Loss />
      <Accuracy />
      <OverTime />
    </section>
  );
}

function Loss() {
  const { loss: t, step } = words().charts;
  return (
    <LiveChart
      name={t.name}
      title={t.title(WINDOW)}
      testid="loss-chart"
      empty={t.empty}
      watch={() => void slice('steps')}
      read={() => measures.losses.points()}
      summary={() => {
        const [, , mean, low] = measures.losses.points();
        const first = Math.min(WINDOW, mean!.length) - 1;
        return `${t.now(mean!.at(-1)!, mean!.at(-1)! - low!.at(-1)!)} ${t.first(mean![first]!)}`;
      }}
      x={{ name: step, format: (value) => formatCount(value) }}
      lines={[
        { name: t.measured, color: '--chart-faint', style: 'faint', format: formatLoss },
        { name: t.mean, color: '--accent', format: formatLoss },
        { name: t.low, color: '--accent', style: 'edge', format: formatLoss },
        { name: t.high, color: '--accent', style: 'edge', format: formatLoss },
      ]}
      bands={[{ upper: 3, lower: 2, color: '--loss-band' }]}
    />
  );
}

/** The points, with the base model's accuracy beside each. */
function readAccuracies(): Float64Array[] {
  const [round, accuracy, low, high] = measures.accuracies.points();
  const base = 100 * (slice('base')?.accuracy ?? Number.NaN);
  return [round!, accuracy!, low!, high!, new Float64Array(round!.length).fill(base)];
}

function Accuracy() {
  const { accuracy: t, round } = words().charts;
  return (
    <>
      <LiveChart
        name={t.name}
        title={t.title}
        testid="accuracy-chart"
        empty={t.empty}
        watch={() => void [slice('current'), slice('base')]}
        read={readAccuracies}
        summary={accuracyInWords}
        unit=" %"
        x={{ name: round, format: (value) => formatCount(value) }}
        lines={[
          { name: t.measured, color: '--leaf', format: percent },
          { name: t.low, color: '--leaf', style: 'edge', format: percent },
          { name: t.high, color: '--leaf', style: 'edge', format: percent },
          { name: t.base, color: '--muted', style: 'dashed', format: percent },
        ]}
        bands={[{ upper: 2, lower: 1, color: '--accuracy-band' }]}
        marks={() => slice('rollbacks').map(({ sequence }) => sequence)}
      />
      <Rollbacks />
    </>
  );
}

function accuracyInWords(): string {
  const { accuracy: t } = words().charts;
  const [base, current] = [slice('base'), slice('current')];
  if (!current) return t.empty;
  const { accuracy, count } = current.evaluation;
  const { low, high } = wilson(accuracy, count);
  const now = t.now(accuracy, current.sequence, low, high, count);
  if (!base || current.sequence === 0) return now;
  const isWithin = base.accuracy >= low && base.accuracy <= high;
  return `${now} ${isWithin ? t.within(base.accuracy) : t.outside(base.accuracy)}`;
}

function OverTime() {
  const open = useSignal(false);
  return (
    <details onToggle={(event) => (open.value = event.currentTarget.open)}>
      <summary>{words().charts.more}</summary>
      {open.value && <Timelines />}
    </details>
  );
}

function Timelines() {
  const { contributions, minute, pace, traffic } = words().charts;
  const watch = (): void => void slice('traffic');
  const x = { name: minute, format: minutes };
  const empty = words().charts.loss.empty;
  const column = (...places: readonly number[]) => {
    const points = measures.timeline.points();
    return [0, ...places].map((place) => points[place]!);
  };
  const kilobytes = (value: number): string => formatDecimal(value, 1);
  return (
    <div class="stack">
      <LiveChart
        {...{ watch, x, empty, testid: 'contributions-chart', name: contributions.name, title: contributions.title }}
        read={() => column(1)}
        summary={() => contributions.now(countOf(slice('tally')))}
        lines={[{ name: contributions.line, color: '--accent', format: formatCount }]}
      />
      <LiveChart
        {...{ watch, x, empty, testid: 'traffic-chart', name: traffic.name, title: traffic.title }}
        read={() => {
          const [minute_, up, down] = column(2, 3);
          return [minute_!, up!.map((bytes) => bytes / 1000), down!.map((bytes) => bytes / 1000)];
        }}
        summary={() => traffic.now(slice('traffic').up, slice('traffic').down)}
        unit=" kB"
        lines={[
          { name: traffic.up, color: '--accent', format: kilobytes },
          { name: traffic.down, color: '--leaf', style: 'faint', format: kilobytes },
        ]}
      />
      <LiveChart
        {...{ watch, x, empty, testid: 'pace-chart', name: pace.name, title: pace.title }}
        read={() => column(4)}
        summary={() => describeDrift(measures.pace.figures().drift)}
        unit=" ms"
        lines={[{ name: pace.line, color: '--leaf', format: formatCount }]}
      />
    </div>
  );
}
