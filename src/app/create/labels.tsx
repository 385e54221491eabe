import { useId } from 'preact/hooks';
import { Fault, faultsOf } from './fields.tsx';
import { type Checked, checkedLabels } from './kit.ts';
import { change, draft } from './store.ts';
import { words } from './words/index.ts';

/** Classes of a task at most, as the manifest has them. */
const MOST = 32;

/** A name and a word for each class; the tokenizer's verdict on the word as it is written. */
export function Labels() {
  const t = words();
  const { labels } = draft.value;
  const checks = checkedLabels.value;
  const set = (place: number, changes: Partial<{ name: string; word: string }>): void => {
    const now = draft.peek().labels;
    change({ labels: now.map((label, i) => (i === place ? { ...label, ...changes } : label)) });
  };
  return (
    <fieldset class="labels">
      <legend>{t.labels.legend}</legend>
      <p class="note">{t.labels.says}</p>
      <Fault field="task.labels" />
      <ol class="plain">
        {labels.map((label, i) => (
          <Label
            key={i}
            place={i}
            name={label.name}
            word={label.word}
            check={checks?.[i] ?? null}
            onChange={(changes) => set(i, changes)}
            onRemove={labels.length > 2 ? () => change({ labels: labels.filter((_, place) => place !== i) }) : null}
          />
        ))}
      </ol>
      <button
        type="button"
        disabled={labels.length >= MOST}
        onClick={() => change({ labels: [...labels, { name: '', word: '' }] })}
      >
        {t.labels.add}
      </button>
    </fieldset>
  );
}

interface LabelProps {
  readonly place: number;
  readonly name: string;
  /** With its leading space. */
  readonly word: string;
  /** Null until a model is chosen, or while nothing is written. */
  readonly check: Checked | null;
  readonly onChange: (changes: Partial<{ name: string; word: string }>) => void;
  readonly onRemove: (() => void) | null;
}

function Label({ place, name, word, check, onChange, onRemove }: LabelProps) {
  const t = words();
  const id = useId();
  const nameField = `task.labels.${place}.name`;
  const wordField = `task.labels.${place}.word`;
  const isWrong = check !== null && check.verdict !== 'one';
  return (
    <li>
      <div class="label">
        <label>
          {t.labels.name(place + 1)}
          <input
            value={name}
            maxLength={40}
            autocomplete="off"
            aria-invalid={faultsOf(nameField).length > 0}
            onInput={(event) => onChange({ name: event.currentTarget.value })}
          />
        </label>
        <label>
          {t.labels.word(place + 1)}
          <input
            value={word.trimStart()}
            maxLength={39}
            autocomplete="off"
            autocapitalize="off"
            spellcheck={false}
            aria-invalid={isWrong || faultsOf(wordField).length > 0}
            aria-describedby={`${id}-check`}
            onInput={(event) => onChange({ word: spaced(event.currentTarget.value) })}
          />
        </label>
        {onRemove && (
          <button
            type="button"
            class="quiet"
            aria-label={t.labels.remove(name || String(place + 1))}
            onClick={onRemove}
          >
            ×
          </button>
        )}
      </div>
      <Fault field={nameField} />
      <Fault field={wordField} />
      <p class={isWrong ? 'fault' : 'note'} id={`${id}-check`} aria-live="polite" data-testid="label-check">
        {check && t.labels.verdict(check.verdict, word.trim(), check.tokens)}
      </p>
      {check && check.near.length > 0 && (
        <p class="suggestions">
          <span class="note">{t.labels.near}</span>
          {check.near.map((near) => (
            <button type="button" class="quiet" key={near} onClick={() => onChange({ word: near })}>
              {near.trim()}
            </button>
          ))}
        </p>
      )}
    </li>
  );
}

/** With the leading space that a word has after other text, unless the mask begins the prompt. */
function spaced(typed: string): string {
  const word = typed.trim();
  if (word === '') return '';
  return draft.peek().prompt.trimStart().startsWith('<mask>') ? word : ` ${word}`;
}
