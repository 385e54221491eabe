import { useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { reveal } from '../../data/index.ts';
import { type Editing, editing, openEditing } from './editing.ts';
import { withLabel, withoutRows } from './edits.ts';
import { Labelled } from './labelled.tsx';
import { type LabelKeys, onLabelKeys } from './label-keys.ts';
import { addressOfPlace, atTheTop } from './places.ts';
import { type Pace, Stopwatch, decided, minutesLeft, nextToLabel } from './queue.ts';
import { StorageProblem } from '../trouble/problems.tsx';
import { words } from './words/index.ts';

/** A pile becomes a data set: one card at a time, a tap or a key each. The model's guess is not shown, lest it be followed. */
export function Labelling({ dataset }: { dataset: number }) {
  useEffect(() => {
    atTheTop();
    void openEditing(dataset);
  }, [dataset]);
  const open = editing.value;
  const t = words();
  if (!open) return <p class="notice">{open === undefined ? t.table.loading : t.table.gone}</p>;
  return (
    <div class="labelling">
      <p>
        <a href={addressOfPlace({ name: 'sets' })}>{t.labelling.back}</a>
      </p>
      <h1>{t.labelling.title(open.set.name)}</h1>
      <StorageProblem urgent />
      <Cards editing={open} />
    </div>
  );
}

function Cards({ editing: open }: { editing: Editing }) {
  const { set, rows, canUndo } = open;
  const t = words().labelling;
  const all = rows.value;
  const left = all.filter(({ label }) => label === null).length;
  /** Where its owner went back to; null for the next one without a label. */
  const chosen = useSignal<number | null>(null);
  const from = useSignal(0);
  const skipped = useSignal<ReadonlySet<(typeof all)[number]['texts']>>(new Set());
  const pace = useSignal<Pace>([]);
  const shown = useMemo(() => new Stopwatch(), []);
  const said = useSignal('');
  const at = chosen.value ?? nextToLabel(all, from.value, skipped.value);
  const row = at === null ? undefined : all[at];
  useEffect(() => shown.restart(), [row?.texts]);

  const goOn = (place: number): void => {
    chosen.value = null;
    from.value = place;
  };
  const choose = (label: number): void => {
    if (at === null || label >= set.labels.length) return;
    if (all[at]?.label === null) pace.value = decided(pace.peek(), shown.read());
    said.value = t.is(set.labels[label]!);
    open.change(withLabel(all, at, label));
    goOn(at + 1);
  };
  const actions: LabelKeys = {
    choose,
    skip: () => {
      if (at === null || !row) return;
      skipped.value = new Set([...skipped.peek(), row.texts]);
      goOn(at + 1);
    },
    previous: () => {
      const before = (at ?? all.length) - 1;
      if (before >= 0) chosen.value = before;
    },
    undo: () => {
      if (!canUndo.peek()) return;
      const before = rows.peek();
      open.undo();
      // Back to the card that it was about.
      const changed = rows.peek().findIndex((one, i) => one !== before[i]);
      chosen.value = changed < 0 ? null : changed;
      said.value = t.undone;
    },
    remove: () => {
      if (at === null) return;
      open.change(withoutRows(all, [at]));
      goOn(at);
    },
  };
  const keys = useRef(actions);
  keys.current = actions;
  useEffect(() => onLabelKeys(() => keys.current), []);

  if (all.length === 0) return <p>{t.nothing}</p>;
  const minutes = minutesLeft(pace.value, left);
  return (
    <>
      <div class="bar" data-testid="labelled">
        <progress max={all.length} value={all.length - left} aria-label={t.bar} />
        <span>
          {left === 0
            ? t.progress(all.length, all.length)
            : t.progressAt(all.length - left, all.length, minutes === null ? t.noPace : t.pace(minutes))}
        </span>
      </div>
      {row ? (
        <>
          <section class="card label-card" aria-label={t.card} aria-live="polite">
            {row.texts.map((text, i) => (
              <div key={i}>
                {set.fields.length > 1 && <p class="muted">{set.fields[i]}</p>}
                <p class="label-text" data-testid="label-text">
                  {reveal(text)}
                </p>
              </div>
            ))}
            {row.label !== null && <p class="good">{t.now(set.labels[row.label]!)}</p>}
          </section>
          <p class="muted keys">{t.keys}</p>
          <p class="muted">{open.state.value === 'saved' ? t.saved : t.saving}</p>
          <div class="label-foot">
            <p class="label-tools">
              <button type="button" class="quiet" disabled={(at ?? 0) === 0} onClick={actions.previous}>
                {t.previous}
              </button>
              <button type="button" class="quiet" disabled={!canUndo.value} onClick={actions.undo}>
                {t.undo}
              </button>
              <button type="button" class="quiet" onClick={actions.remove}>
                {t.remove}
              </button>
              <button type="button" class="quiet" onClick={actions.skip}>
                {t.skip}
              </button>
            </p>
            <div class="label-choices" role="group" aria-label={t.choices}>
              {set.labels.map((name, i) => (
                <button key={name} type="button" aria-pressed={row.label === i} onClick={() => choose(i)}>
                  {i < 9 && (
                    <kbd aria-hidden="true" class="keys">
                      {i + 1}
                    </kbd>
                  )}
                  {name}
                </button>
              ))}
            </div>
          </div>
        </>
      ) : (
        <Labelled editing={open} undo={actions.undo} />
      )}
      <p class="unseen" role="status">
        {said}
      </p>
    </>
  );
}
