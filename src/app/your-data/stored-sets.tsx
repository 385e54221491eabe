import { useRef } from 'preact/hooks';
import type { DatasetSummary } from '../../vault/index.ts';
import { formatBytes } from '../format.ts';
import { chosen, datasets, exportDataset } from '../storage.ts';
import { addressOfPlace } from './places.ts';
import { Removed, remove } from './removed.tsx';
import { type Shape, fitsSamples, misfit } from './shape.ts';
import { words } from './words/index.ts';

/** The data sets on this device, one of them chosen. */
export function StoredSets({ shape }: { shape: Shape }) {
  const sets = datasets.value;
  const t = words().stored;
  return (
    <section class="card" aria-labelledby="stored">
      <h2 id="stored">{t.title}</h2>
      {sets.length === 0 && <p class="muted">{fitsSamples(shape) ? t.none : t.noneOwn}</p>}
      <div role="radiogroup" aria-labelledby="stored">
        <ul class="choices">
          {sets.map((set) => (
            <Stored key={set.id} set={set} shape={shape} />
          ))}
        </ul>
      </div>
      <Removed />
      {sets.length > 1 && <RemoveAll />}
    </section>
  );
}

function Stored({ set, shape }: { set: DatasetSummary; shape: Shape }) {
  const { id, name, labels, counts, unlabelled, bytes, source } = set;
  const t = words().stored;
  const fault = misfit(set, shape);
  const parts = [
    ...labels.map((label, i) => t.labelled(label, counts[i] ?? 0)),
    ...(unlabelled > 0 ? [t.waiting(unlabelled)] : []),
    formatBytes(bytes),
    ...(source.startsWith('sample:') ? [t.sample] : []),
    ...(fault === null ? [] : [fault === 'texts' ? t.otherTexts : t.otherLabels]),
  ];
  return (
    <li>
      <label class="pick">
        <input
          type="radio"
          name="dataset"
          checked={chosen.value === id}
          disabled={fault !== null}
          onChange={() => (chosen.value = id)}
        />
        <strong>{name}</strong>
        <span class="muted">{parts.join(', ')}</span>
      </label>
      <span class="tools">
        {unlabelled > 0 && (
          <a
            class="button primary"
            href={addressOfPlace({ name: 'label', dataset: id })}
            aria-label={t.labelName(unlabelled, name)}
          >
            {t.label(unlabelled)}
          </a>
        )}
        <a class="button quiet" href={addressOfPlace({ name: 'table', dataset: id })} aria-label={t.editName(name)}>
          {t.edit}
        </a>
        <button
          type="button"
          class="quiet"
          aria-label={t.saveName(name)}
          onClick={() => void exportDataset(set, 'jsonl')}
        >
          {t.save}
        </button>
        <button
          type="button"
          class="quiet"
          aria-label={t.saveCsvName(name)}
          onClick={() => void exportDataset(set, 'csv')}
        >
          {t.saveCsv}
        </button>
        <button type="button" class="quiet" aria-label={t.removeName(name)} onClick={() => void remove([id])}>
          {t.remove}
        </button>
      </span>
    </li>
  );
}

function RemoveAll() {
  const t = words().stored;
  const dialog = useRef<HTMLDialogElement>(null);
  const all = async (): Promise<void> => {
    await remove(datasets.peek().map(({ id }) => id));
    dialog.current?.close();
  };
  return (
    <>
      <button type="button" class="danger" onClick={() => dialog.current?.showModal()}>
        {t.removeAll}
      </button>
      <dialog ref={dialog} aria-labelledby="remove-all">
        <h2 id="remove-all">{t.removeAllTitle}</h2>
        <p>{t.removeAllText(datasets.value.length)}</p>
        <p class="actions">
          <button type="button" class="danger" onClick={() => void all()}>
            {t.removeAll}
          </button>
          <button type="button" onClick={() => dialog.current?.close()}>
            {t.keep}
          </button>
        </p>
      </dialog>
    </>
  );
}
