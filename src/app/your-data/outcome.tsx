import { type RowSet, countLabels } from '../../data/index.ts';
import { formatCount } from '../format.ts';
import type { Shape } from './shape.ts';
import { words } from './words/index.ts';

/** Row errors that are listed; the others are counted. */
const ERRORS = 50;

/** What a draft gives as it stands, and which of its rows cannot be used. */
export function Outcome({ set, shape, rows }: { set: RowSet; shape: Shape; rows: number }) {
  const { classes } = shape;
  const { errors, duplicates } = set;
  const all = words();
  const t = all.preview;
  const counts = countLabels(set.rows, classes.length);
  const unlabelled = set.rows.filter(({ label }) => label === null).length;
  const parts = [
    ...(unlabelled < set.rows.length || unlabelled === 0
      ? classes.map(({ name }, i) => t.ofClass(counts[i]!, name))
      : []),
    ...(unlabelled > 0 ? [t.withoutLabel(unlabelled)] : []),
  ];
  return (
    <div aria-live="polite">
      <p>
        <strong data-testid="usable">{formatCount(set.rows.length)}</strong> {t.usable(rows, parts.join(', '))}
        {duplicates > 0 && ` ${t.duplicates(duplicates)}`}
        {unlabelled === 0 && counts.includes(0) && ` ${t.emptyClass}`}
      </p>
      {errors.length > 0 && (
        <details>
          <summary>{t.errors(errors.length)}</summary>
          <ul class="errors">
            {errors.slice(0, ERRORS).map(({ line, lastLine, fault }) => (
              <li key={line}>{t.error(line, lastLine, all.fault(fault))}</li>
            ))}
            {errors.length > ERRORS && <li>{t.moreErrors(errors.length - ERRORS)}</li>}
          </ul>
        </details>
      )}
    </div>
  );
}
