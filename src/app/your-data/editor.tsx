import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { home } from '../federations.ts';
import { joined } from '../session.ts';
import { Checks } from './checks.tsx';
import { type Editing, editing, openEditing } from './editing.ts';
import { withLabel, withRow, withoutRows } from './edits.ts';
import { FilterBar } from './filter-bar.tsx';
import { type Filter, shownRows } from './filters.ts';
import { addressOfPlace, atTheTop } from './places.ts';
import { RowDialog } from './row-dialog.tsx';
import { RowGrid } from './row-grid.tsx';
import { SplitPanel } from './split-panel.tsx';
import { StorageProblem } from '../trouble/problems.tsx';
import { countRows, counting, countsKnown, prepareCounting, tokensOf } from './token-counts.ts';
import { words } from './words/index.ts';

/** The table of a data set: looked through, mended, added to. */
export function Editor({ dataset }: { dataset: number }) {
  useEffect(() => {
    atTheTop();
    void openEditing(dataset);
  }, [dataset]);
  const open = editing.value;
  const t = words().table;
  if (!open) return <p class="notice">{open === undefined ? t.loading : t.gone}</p>;
  return (
    <>
      <p>
        <a href={addressOfPlace({ name: 'sets' })}>{t.back}</a>
      </p>
      <div class="screen-head">
        <h1>{t.title(open.set.name)}</h1>
        <Saved editing={open} />
        {joined.value && <p class="muted">{t.inUse}</p>}
      </div>
      <StorageProblem urgent />
      <Table editing={open} />
    </>
  );
}

function Saved({ editing: { state, set } }: { editing: Editing }) {
  const t = words().table;
  if (state.value !== 'failed') return <p class="muted">{state.value === 'saving' ? t.saving : t.saved}</p>;
  return (
    <p class="actions">
      <strong>{t.unsaved}</strong>
      <button type="button" onClick={() => void openEditing(set.id, true)}>
        {t.reopen}
      </button>
    </p>
  );
}

/** Places of rows that training cuts. */
function tooLong(rows: Editing['rows']['value'], maximum: number | null): number[] {
  void countsKnown.value;
  if (maximum === null) return [];
  return rows.flatMap(({ texts }, place) => ((tokensOf(texts) ?? 0) > maximum ? [place] : []));
}

function Table({ editing: open }: { editing: Editing }) {
  const { set, canUndo, canRedo } = open;
  const t = words().table;
  const rows = open.rows.value;
  const manifest = home.value.status === 'ready' ? home.value.federation.manifest : null;
  const maximum = manifest && set.fields.length > 0 ? manifest.task.maxTokens : null;
  useEffect(() => {
    if (manifest) void prepareCounting(manifest);
  }, [manifest?.id]);
  const isReady = counting.value.state === 'ready';
  useEffect(() => {
    if (isReady) void countRows(rows);
  }, [rows, isReady]);

  const filter = useSignal<Filter>('all');
  const search = useSignal('');
  const active = useSignal(0);
  /** The place of the row that is edited; -1 for a new one. */
  const edited = useSignal<number | null>(null);
  const said = useSignal('');
  const known = { repeats: open.repeats.value, long: tooLong(rows, maximum) };
  const shown = shownRows(rows, filter.value, search.value, known);
  const unlabelled = rows.filter(({ label }) => label === null).length;

  const change = (next: typeof rows, outcome: string): void => {
    open.change(next);
    said.value = outcome;
  };
  const remove = (places: readonly number[]): void => change(withoutRows(rows, places), t.deleted(places.length));
  const undo = (): void => {
    open.undo();
    said.value = t.undone;
  };
  const redo = (): void => {
    open.redo();
    said.value = t.redone;
  };
  return (
    <div class="columns editor">
      <section class="card" aria-label={t.grid}>
        <p class="actions">
          <button type="button" onClick={() => (edited.value = -1)}>
            {t.add}
          </button>
          <button type="button" class="quiet" disabled={!canUndo.value} onClick={undo}>
            {t.undo}
          </button>
          <button type="button" class="quiet" disabled={!canRedo.value} onClick={redo}>
            {t.redo}
          </button>
          {unlabelled > 0 && (
            <a class="button primary" href={addressOfPlace({ name: 'label', dataset: set.id })}>
              {t.label(unlabelled)}
            </a>
          )}
        </p>
        <FilterBar filter={filter} search={search} labels={set.labels} onChange={() => (active.value = 0)} />
        <p class="muted" data-testid="shown">
          {t.shown(shown.length, rows.length)}
        </p>
        <RowGrid
          rows={rows}
          shown={shown}
          labels={set.labels}
          repeats={known.repeats}
          maximum={maximum}
          active={active}
          onEdit={(place) => (edited.value = place)}
          onLabel={(place, label) => change(withLabel(rows, place, label), t.edited)}
          onRemove={(place) => remove([place])}
          onUndo={undo}
          onRedo={redo}
        />
        <p class="muted keys">{t.help}</p>
        <p class="unseen" role="status">
          {said}
        </p>
      </section>
      <div class="stack">
        <Checks
          repeats={known.repeats}
          long={known.long}
          rows={rows}
          manifest={manifest}
          show={(kind) => {
            filter.value = kind;
            search.value = '';
            active.value = 0;
          }}
          remove={remove}
        />
        <SplitPanel editing={open} />
      </div>
      {edited.value !== null && (
        <RowDialog
          key={edited.value}
          row={edited.value < 0 ? null : (rows[edited.value] ?? null)}
          place={edited.value}
          fields={set.fields}
          labels={set.labels}
          maximum={maximum}
          onClose={() => (edited.value = null)}
          onKeep={(texts, label) => {
            const place = edited.peek()!;
            change(withRow(rows, place < 0 ? null : place, texts, label), t.edited);
            if (place < 0) {
              filter.value = 'all';
              search.value = '';
              active.value = rows.length;
            }
          }}
          onRemove={() => remove([edited.peek()!])}
        />
      )}
    </div>
  );
}
