import { type Signal, useSignal } from '@preact/signals';
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { type DatasetRow, type Repeats, isHeldOut, reveal } from '../../data/index.ts';
import { formatCount } from '../format.ts';
import { tokensOf } from './token-counts.ts';
import { words } from './words/index.ts';

/** Pixels of a row: two lines of text and one of facts, the same for all, so that a place in the list is a product. */
const HEIGHT = 92;
/** Rows drawn above and below those in sight, so that a fast thumb sees no gap. */
const MARGIN = 6;
/** Characters of a text that a row can show. */
const SHOWN = 240;

interface RowGridProps {
  readonly rows: readonly DatasetRow[];
  /** Places of those that are shown. */
  readonly shown: readonly number[];
  readonly labels: readonly string[];
  readonly repeats: Repeats;
  /** Tokens that training reads; null where that is not known. */
  readonly maximum: number | null;
  /** Which of those shown the keys are for. */
  readonly active: Signal<number>;
  readonly onEdit: (place: number) => void;
  readonly onLabel: (place: number, label: number | null) => void;
  readonly onRemove: (place: number) => void;
  readonly onUndo: () => void;
  readonly onRedo: () => void;
}

/** Any number of rows, of which only those in sight are drawn. One stop of the Tab key; arrows move within it. */
export function RowGrid(props: RowGridProps) {
  const { rows, shown, active, onEdit } = props;
  const t = words().table;
  const box = useRef<HTMLDivElement>(null);
  const top = useSignal(0);
  const height = useSignal(600);
  const at = Math.min(active.value, shown.length - 1);
  const duplicates = useMemo(() => new Set(props.repeats.duplicates), [props.repeats]);
  const conflicts = useMemo(() => new Set(props.repeats.conflicts), [props.repeats]);
  useLayoutEffect(() => {
    const watch = new ResizeObserver(() => (height.value = box.current?.clientHeight ?? 600));
    if (box.current) watch.observe(box.current);
    return () => watch.disconnect();
  }, []);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element || at < 0) return;
    const [above, below] = [at * HEIGHT, (at + 1) * HEIGHT - element.clientHeight];
    if (element.scrollTop > above) element.scrollTop = above;
    else if (element.scrollTop < below) element.scrollTop = below;
    top.value = element.scrollTop;
  }, [at, shown.length]);
  const first = Math.max(0, Math.floor(top.value / HEIGHT) - MARGIN);
  const last = Math.min(shown.length, Math.ceil((top.value + height.value) / HEIGHT) + MARGIN);
  const drawn = Array.from({ length: Math.max(0, last - first) }, (_, i) => first + i);
  // A screen reader is told of the active row, which must be there to be told of.
  if (at >= 0 && (at < first || at >= last)) drawn.push(at);
  return (
    <div
      ref={box}
      class="grid"
      role="grid"
      tabIndex={0}
      aria-label={t.grid}
      aria-rowcount={shown.length}
      aria-activedescendant={at >= 0 ? `row-${at}` : undefined}
      onScroll={(event) => (top.value = event.currentTarget.scrollTop)}
      onKeyDown={(event) => {
        if (onKey(event, props, at, Math.max(1, Math.floor(height.peek() / HEIGHT) - 1))) event.preventDefault();
      }}
    >
      {shown.length === 0 && (
        <div role="row">
          <span role="gridcell" class="empty muted">
            {t.noRows}
          </span>
        </div>
      )}
      <div class="grid-space" role="presentation" style={{ height: `${shown.length * HEIGHT}px` }}>
        {drawn.map((i) => (
          <GridRow
            key={i}
            i={i}
            place={shown[i]!}
            row={rows[shown[i]!]!}
            isActive={i === at}
            isDuplicate={duplicates.has(shown[i]!)}
            isConflict={conflicts.has(shown[i]!)}
            labels={props.labels}
            maximum={props.maximum}
            open={() => {
              active.value = i;
              onEdit(shown[i]!);
            }}
          />
        ))}
      </div>
    </div>
  );
}

interface GridRowProps extends Pick<RowGridProps, 'labels' | 'maximum'> {
  readonly i: number;
  readonly place: number;
  readonly row: DatasetRow;
  readonly isActive: boolean;
  readonly isDuplicate: boolean;
  readonly isConflict: boolean;
  readonly open: () => void;
}

function GridRow({ i, place, row, isActive, isDuplicate, isConflict, labels, maximum, open }: GridRowProps) {
  const t = words().table;
  const tokens = tokensOf(row.texts);
  const isLong = tokens !== null && maximum !== null && tokens > maximum;
  return (
    // Keys are the grid's, which has the focus.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      id={`row-${i}`}
      role="row"
      class={isActive ? 'grid-row active' : 'grid-row'}
      aria-rowindex={i + 1}
      aria-selected={isActive}
      style={{ transform: `translateY(${i * HEIGHT}px)`, height: `${HEIGHT}px` }}
      onClick={open}
    >
      <span role="gridcell" class="grid-text">
        {row.texts.map((text) => reveal(text).slice(0, SHOWN)).join(' / ')}
      </span>
      <span role="gridcell" class="grid-facts">
        <span class="muted">{formatCount(place + 1)}</span>
        <strong class={row.label === null ? 'muted' : ''}>{row.label === null ? t.noLabel : labels[row.label]}</strong>
        {isDuplicate && <span class="tag warn">{t.duplicate}</span>}
        {isConflict && <span class="tag warn">{t.conflict}</span>}
        {tokens !== null && (
          <span class={isLong ? 'tag warn' : 'muted'}>{isLong ? t.tokensOf(tokens, maximum) : t.tokens(tokens)}</span>
        )}
        {row.label !== null && isHeldOut(row) && <span class="tag">{t.heldOut}</span>}
      </span>
    </div>
  );
}

/** @param page rows that fit into sight @returns whether the key was for the grid */
function onKey(event: KeyboardEvent, props: RowGridProps, at: number, page: number): boolean {
  const { shown, active, labels, onEdit, onLabel, onRemove, onUndo, onRedo } = props;
  const place = shown[at];
  if (event.altKey) return false;
  if (event.ctrlKey || event.metaKey) {
    const key = event.key.toLowerCase();
    if (key === 'z' && !event.shiftKey) onUndo();
    else if (key === 'y' || key === 'z') onRedo();
    else return false;
    return true;
  }
  const move = (to: number): true => {
    active.value = Math.max(0, Math.min(to, shown.length - 1));
    return true;
  };
  const moves: Record<string, number> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    PageDown: at + page,
    PageUp: at - page,
    Home: 0,
    End: shown.length - 1,
  };
  const to = moves[event.key];
  if (to !== undefined) return move(to);
  if (place === undefined) return false;
  if (/^[0-9]$/.test(event.key)) {
    const label = Number(event.key) - 1;
    if (label < labels.length) onLabel(place, label < 0 ? null : label);
  } else if (event.key === 'Enter' || event.key === ' ') onEdit(place);
  else if (event.key === 'Delete') onRemove(place);
  else return false;
  return true;
}
