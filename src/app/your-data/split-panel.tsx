import { reportSplit, withBothParts } from '../../data/index.ts';
import { formatCount } from '../format.ts';
import type { Editing } from './editing.ts';
import { words } from './words/index.ts';

/** How a data set is divided: which part trains, and which measures. */
export function SplitPanel({ editing }: { editing: Editing }) {
  const t = words().split;
  const { labels } = editing.set;
  const rows = editing.rows.value;
  const { training, heldOut, faults } = reportSplit(rows, labels.length);
  const unlabelled = rows.filter(({ label }) => label === null).length;
  const lacksOne = faults.some(({ code }) => code === 'no-held-out' || code === 'no-training');
  const balanced = lacksOne ? withBothParts(rows) : rows;
  const sum = (counts: readonly number[]): string => formatCount(counts.reduce((total, count) => total + count, 0));
  return (
    <section class="card" aria-labelledby="split">
      <h2 id="split">{t.title}</h2>
      <table data-testid="split">
        <thead>
          <tr>
            <th scope="col">{t.class}</th>
            <th scope="col">{t.training}</th>
            <th scope="col">{t.heldOut}</th>
          </tr>
        </thead>
        <tbody>
          {labels.map((name, i) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{formatCount(training[i]!)}</td>
              <td>{formatCount(heldOut[i]!)}</td>
            </tr>
          ))}
          <tr>
            <th scope="row">{t.all}</th>
            <td>{sum(training)}</td>
            <td>{sum(heldOut)}</td>
          </tr>
        </tbody>
      </table>
      {unlabelled > 0 && <p class="muted">{t.unlabelled(unlabelled)}</p>}
      <p class="muted">{t.explanation}</p>
      {faults.length > 0 && (
        <ul class="problem faults">
          {faults.map((fault) => (
            <li key={`${fault.code} ${'label' in fault ? fault.label : ''}`}>{t.fault(fault, labels)}</li>
          ))}
        </ul>
      )}
      {lacksOne && balanced.some((row, i) => row !== rows[i]) && (
        <>
          <button type="button" onClick={() => editing.change(balanced)}>
            {t.balance}
          </button>
          <p class="muted">{t.balanceNote}</p>
        </>
      )}
    </section>
  );
}
