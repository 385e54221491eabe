import type { ClassName } from '../../data/index.ts';
import { type Draft, draftLabels, setMapping } from './draft.ts';
import { formatCount, plural } from '../format.ts';

/** Labels that can be mapped by hand; a column with more is hardly one of labels. */
const LABELS = 24;

/** What each label in the data stands for. */
export function Mapping({ draft, classes }: { draft: Draft; classes: readonly ClassName[] }) {
  const labels = draftLabels.value;
  return (
    <fieldset>
      <legend>What the labels mean</legend>
      <ul class="mapping">
        {labels.slice(0, LABELS).map(({ value, count }) => (
          <li key={value}>
            <label>
              <span class="label-value">{value.length > 40 ? `${value.slice(0, 40)} …` : value}</span>
              <span class="muted">{plural(count, 'row')}</span>
              <select
                aria-label={`Label ${value} means`}
                value={draft.mapping.get(value) ?? -1}
                onChange={(event) => {
                  const target = Number(event.currentTarget.value);
                  setMapping(value, target < 0 ? null : target);
                }}
              >
                {classes.map(({ name }, i) => (
                  <option key={name} value={i}>
                    {name}
                  </option>
                ))}
                <option value={-1}>leave out</option>
              </select>
            </label>
          </li>
        ))}
      </ul>
      {labels.length === 0 && <p class="muted">This column is empty.</p>}
      {labels.length > LABELS && (
        <p class="muted">
          {formatCount(labels.length - LABELS)} further labels are mapped where their meaning is plain, and left out
          where not. Is this the right column?
        </p>
      )}
    </fieldset>
  );
}
