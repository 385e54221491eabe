import type { Signal } from '@preact/signals';
import type { Filter } from './filters.ts';
import { words } from './words/index.ts';

const KINDS = ['all', 'unlabelled', 'duplicates', 'conflicts', 'long', 'heldOut'] as const;

interface FilterBarProps {
  readonly filter: Signal<Filter>;
  readonly search: Signal<string>;
  readonly labels: readonly string[];
  readonly onChange: () => void;
}

/** Which rows the table shows. */
export function FilterBar({ filter, search, labels, onChange }: FilterBarProps) {
  const t = words().table;
  const now = filter.value;
  return (
    <div class="fields">
      <label>
        {t.show}
        <select
          value={typeof now === 'object' ? `label ${now.label}` : now}
          onChange={({ currentTarget: { value } }) => {
            const kind = KINDS.find((name) => name === value);
            filter.value = kind ?? { label: Number(value.slice('label '.length)) };
            onChange();
          }}
        >
          {KINDS.map((kind) => (
            <option key={kind} value={kind}>
              {t.filters[kind]}
            </option>
          ))}
          {labels.map((name, i) => (
            <option key={name} value={`label ${i}`}>
              {t.ofClass(name)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t.search}
        <input
          type="search"
          value={search}
          autocomplete="off"
          onInput={(event) => {
            search.value = event.currentTarget.value;
            onChange();
          }}
        />
      </label>
    </div>
  );
}
