import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { EvaluationView } from '../../protocol/index.ts';
import { formatCount, formatLoss, formatPercent } from '../format.ts';
import { Chart } from '../parts/chart.tsx';
import { type Comparison, GROUPINGS, type Grouping, compare } from './groups.ts';
import { words } from './words/index.ts';

/** Rows of the table: the newest states. */
const ROWS = 50;

/** Loss and accuracy on what devices hold out, everybody's and by group. */
export function Groups({ evaluations }: { evaluations: readonly EvaluationView[] }) {
  const { groups: t } = words();
  const grouping = useSignal<Grouping>('invite');
  const shown = compare(evaluations, grouping.value);
  return (
    <section class="card" aria-labelledby="groups">
      <h2 id="groups">{t.heading}</h2>
      {shown.sequences.length === 0 && <p class="empty">{t.none}</p>}
      {evaluations.length > 0 && (
        <fieldset class="grouping">
          <legend>{t.grouping}</legend>
          {GROUPINGS.map((name) => (
            <label key={name} class="check">
              <input
                type="radio"
                name="grouping"
                checked={grouping.value === name}
                onChange={() => (grouping.value = name)}
              />
              {t.groupings[name]}
            </label>
          ))}
        </fieldset>
      )}
      {shown.sequences.length > 0 && (
        <>
          <div class="side-by-side">
            <Lines shown={shown} figure="loss" />
            <Lines shown={shown} figure="accuracy" />
          </div>
          <Table shown={shown} />
        </>
      )}
    </section>
  );
}

type Figure = 'loss' | 'accuracy';

function valueOf(one: EvaluationView | null, figure: Figure): number | null {
  const value = one?.[figure] ?? null;
  return value !== null && figure === 'accuracy' ? value * 100 : value;
}

function Lines({ shown, figure }: { shown: Comparison; figure: Figure }) {
  const { groups: t } = words();
  const data = useSignal(shown);
  useEffect(() => void (data.value = shown), [shown]);
  const { lines } = shown;
  const hasAny = lines.some(({ evaluations }) => evaluations.some((one) => valueOf(one, figure) !== null));
  const nameOf = (name: string | null): string => name ?? t.everybody;
  return (
    <figure>
      <figcaption>{t[figure]}</figcaption>
      {!hasAny && <p class="empty">{t.noAccuracy}</p>}
      {hasAny && (
        <>
          <Chart
            // Another set of lines is another chart.
            key={lines.map(({ name }) => name).join('\n')}
            label={figure === 'loss' ? t.lossAlt : t.accuracyAlt}
            read={() => [
              Float64Array.from(data.value.sequences),
              ...data.value.lines.map(({ evaluations }) => evaluations.map((one) => valueOf(one, figure))),
            ]}
            unit={figure === 'loss' ? '' : ' %'}
            lines={lines.map(({ name }, i) => ({ label: nameOf(name), color: `--group-${i + 1}` }))}
          />
          <ul class="legend">
            {lines.map(({ name }, i) => (
              <li key={name} class={`group-${i + 1}`} dir="auto">
                {nameOf(name)}
              </li>
            ))}
          </ul>
        </>
      )}
    </figure>
  );
}

function Table({ shown: { sequences, lines } }: { shown: Comparison }) {
  const { groups: t } = words();
  const places = sequences
    .map((sequence, i) => ({ sequence, i }))
    .slice(-ROWS)
    .reverse();
  return (
    <details>
      <summary>{t.table}</summary>
      <div class="scroll" tabIndex={0} role="region" aria-label={t.table}>
        <table data-testid="groups">
          <thead>
            <tr>
              <th scope="col">{t.state}</th>
              {lines.map(({ name }) => (
                <th key={name} scope="col" dir="auto">
                  {name ?? t.everybody}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {places.map(({ sequence, i }) => (
              <tr key={sequence}>
                <th scope="row">{formatCount(sequence)}</th>
                {lines.map(({ name, evaluations }) => (
                  <td key={name}>{told(evaluations[i] ?? null)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

function told(one: EvaluationView | null): string {
  if (!one) return '–';
  return one.accuracy === null ? formatLoss(one.loss) : `${formatLoss(one.loss)} · ${formatPercent(one.accuracy)}`;
}
