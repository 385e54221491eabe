import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { type DatasetRow, cleanText, conceal, reveal } from '../../data/index.ts';
import { typedFault } from './edits.ts';
import { countTyped } from './token-counts.ts';
import { words } from './words/index.ts';

interface RowDialogProps {
  /** Null for a new one. */
  readonly row: DatasetRow | null;
  readonly place: number;
  readonly fields: readonly string[];
  readonly labels: readonly string[];
  /** Tokens that training reads; null where that is not known. */
  readonly maximum: number | null;
  readonly onClose: () => void;
  readonly onKeep: (texts: readonly string[], label: number | null) => void;
  readonly onRemove: () => void;
}

/** One row to be written, labelled or deleted. */
export function RowDialog({ row, place, fields, labels, maximum, onClose, onKeep, onRemove }: RowDialogProps) {
  const t = words().row;
  const dialog = useRef<HTMLDialogElement>(null);
  const texts = useSignal<readonly string[]>(row ? row.texts.map(reveal) : fields.map(() => ''));
  const label = useSignal(row?.label ?? null);
  const fault = useSignal<ReturnType<typeof typedFault>>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const keep = (): void => {
    fault.value = typedFault(texts.peek());
    if (fault.value !== null) return;
    onKeep(texts.peek(), label.peek());
    dialog.current?.close();
  };
  return (
    <dialog ref={dialog} class="row-dialog" aria-labelledby="row-title" onClose={onClose}>
      <form
        class="stacked"
        onSubmit={(event) => {
          event.preventDefault();
          keep();
        }}
      >
        <h2 id="row-title">{row ? t.edit(place + 1) : t.add}</h2>
        {fields.map((field, i) => (
          <label key={field}>
            {fields.length === 1 ? t.text : field}
            <textarea
              rows={fields.length === 1 ? 5 : 3}
              value={texts.value[i]}
              onInput={(event) => (texts.value = texts.peek().with(i, event.currentTarget.value))}
            />
          </label>
        ))}
        {maximum !== null && <Length texts={texts.value} maximum={maximum} />}
        <div role="group" aria-labelledby="row-label">
          <p id="row-label">{t.label}</p>
          <p class="actions">
            {[...labels, null].map((name, i) => {
              const value = name === null ? null : i;
              return (
                <button
                  key={i}
                  type="button"
                  class="choice"
                  aria-pressed={label.value === value}
                  onClick={() => (label.value = value)}
                >
                  {name ?? t.none}
                </button>
              );
            })}
          </p>
        </div>
        <p role="alert" class="fault">
          {fault.value && t[fault.value]}
        </p>
        <p class="actions">
          <button type="submit" class="primary">
            {t.keep}
          </button>
          <button type="button" onClick={() => dialog.current?.close()}>
            {t.cancel}
          </button>
          {row && (
            <button
              type="button"
              class="danger"
              onClick={() => {
                onRemove();
                dialog.current?.close();
              }}
            >
              {t.remove}
            </button>
          )}
        </p>
      </form>
    </dialog>
  );
}

/** How much of what is typed training reads. */
function Length({ texts, maximum }: { texts: readonly string[]; maximum: number }) {
  const t = words().row;
  const tokens = useSignal<number | null>(null);
  useEffect(() => {
    let isLate = false;
    const typed = texts.map((text) => conceal(cleanText(text)));
    void countTyped(typed).then((count) => {
      if (!isLate) tokens.value = count;
    });
    return () => (isLate = true);
  }, [texts]);
  const count = tokens.value;
  if (count === null) return null;
  return (
    <p class={count > maximum ? 'problem' : 'muted'} data-testid="typed-tokens">
      {count > maximum ? t.cut(count, maximum) : t.fits(count, maximum)}
    </p>
  );
}
