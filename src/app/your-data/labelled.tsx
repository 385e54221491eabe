import { useEffect, useRef } from 'preact/hooks';
import { chosen } from '../storage.ts';
import type { Editing } from './editing.ts';
import { addressOfPlace } from './places.ts';
import { SplitPanel } from './split-panel.tsx';
import { words } from './words/index.ts';

/** All cards have their label: what came out, and where to go from here. */
export function Labelled({ editing, undo }: { editing: Editing; undo: () => void }) {
  const t = words().labelling;
  const { id } = editing.set;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <>
      <section class="card" aria-labelledby="all-labelled">
        <h2 id="all-labelled" ref={heading} tabIndex={-1}>
          {t.done}
        </h2>
        <p>{t.doneText(editing.rows.value.length)}</p>
        <p class="actions">
          <a class="button primary" href={addressOfPlace({ name: 'sets' })} onClick={() => (chosen.value = id)}>
            {t.toStart}
          </a>
          <a class="button" href={addressOfPlace({ name: 'table', dataset: id })}>
            {t.toTable}
          </a>
          <button type="button" disabled={!editing.canUndo.value} onClick={undo}>
            {t.undo}
          </button>
        </p>
      </section>
      <SplitPanel editing={editing} />
    </>
  );
}
