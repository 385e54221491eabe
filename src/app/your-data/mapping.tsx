import type { ClassName } from '../../data/index.ts';
import { type Draft, draftLabels, setMapping } from './draft.ts';
import { words } from './words/index.ts';

/** Labels that can be mapped by hand; a column with more is hardly one of labels. */
const LABELS = 24;

/** What each label in the data stands for. */
export function Mapping({ draft, classes }: { draft: Draft; classes: readonly ClassName[] }) {
  const labels = draftLabels.value;
  const t = words().preview;
  return (
    <fieldset>
      <legend>{t.meaning}</legend>
      <ul class="mapping">
        {labels.slice(0, LABELS).map(({ value, count }) => (
          <li key={value}>
            <label>
              <span class="label-value">{value.length > 40 ? `${value.slice(0, 40)} …` : value}</span>
              <span class="muted">{t.rows(count)}</span>
              <select
                aria-label={t.means(value)}
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
                <option value={-1}>{t.leaveOut}</option>
              </select>
            </label>
          </li>
        ))}
      </ul>
      {labels.length === 0 && <p class="muted">{t.emptyColumn}</p>}
      {labels.length > LABELS && <p class="muted">{t.moreLabels(labels.length - LABELS)}</p>}
    </fieldset>
  );
}
