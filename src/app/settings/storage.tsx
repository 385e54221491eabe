import { useEffect, useId, useRef } from 'preact/hooks';
import { joined, stop } from '../session.ts';
import {
  datasets,
  modelFiles,
  refreshStorage,
  removeFiles,
  storageUse,
  unfinishedFiles,
  wipeStorage,
} from '../storage.ts';
import { StorageProblem } from '../trouble/problems.tsx';
import { Keeping } from './keeping.tsx';
import { words } from './words/storage/index.ts';
import { modelOf, storedModels } from './stored-models.ts';
import './storage.css';

/** What this page keeps on the device, by what it is for, and the buttons that end it. */
export function Storage() {
  const t = words();
  const id = useId();
  useEffect(() => void refreshStorage(), []);
  return (
    <section class="card storage" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{t.title}</h2>
      <StorageProblem />
      <Used />
      <Models />
      <Unfinished />
      <Datasets />
      <Keeping />
      <Wipe />
    </section>
  );
}

function Used() {
  const t = words();
  const { usage, quota } = storageUse.value ?? { usage: null, quota: null };
  if (usage === null || quota === null) {
    const sum = (list: readonly number[]): number => list.reduce((total, bytes) => total + bytes, 0);
    const files = sum((modelFiles.value ?? []).map(({ bytes }) => bytes));
    const parts = sum(unfinishedFiles.value.map(({ present }) => present));
    return <p data-testid="used">{t.usedUntold(files + parts + sum(datasets.value.map(({ bytes }) => bytes)))}</p>;
  }
  return (
    <label class="bar">
      <progress value={usage} max={quota} aria-label={t.used} />
      <span data-testid="used">{t.usedOf(usage, quota)}</span>
    </label>
  );
}

function Models() {
  const t = words();
  const models = storedModels(modelFiles.value ?? []);
  return (
    <>
      <h3>{t.models}</h3>
      {models.length === 0 && <p class="muted">{t.none}</p>}
      <ul class="choices">
        {models.map(({ name, bytes, savedAt, hashes }) => (
          <li key={name}>
            <span>
              <strong>{name}</strong>
              <span class="note">{t.model(hashes.length, bytes, savedAt)}</span>
            </span>
            <button
              type="button"
              aria-label={t.removeModel(name)}
              disabled={joined.value}
              onClick={() => void removeFiles(hashes)}
            >
              {t.remove}
            </button>
          </li>
        ))}
      </ul>
      {models.length > 0 && joined.value && <p class="muted">{t.atWork}</p>}
    </>
  );
}

function Unfinished() {
  const t = words();
  const parts = unfinishedFiles.value;
  if (parts.length === 0) return null;
  return (
    <>
      <h3>{t.unfinished}</h3>
      <ul class="choices">
        {parts.map(({ hash, name, present, bytes }) => (
          <li key={hash}>
            <span>
              <strong>{modelOf(name)}</strong>
              <span class="note">
                {t.part(present, bytes)}. {t.unfinishedNote}
              </span>
            </span>
            <button
              type="button"
              aria-label={t.removePart(modelOf(name))}
              disabled={joined.value}
              onClick={() => void removeFiles([hash])}
            >
              {t.remove}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

function Datasets() {
  const t = words();
  const sets = datasets.value;
  if (sets.length === 0) return null;
  return (
    <>
      <h3>{t.datasets}</h3>
      <ul class="choices">
        {sets.map(({ id, name, bytes, counts }) => (
          <li key={id}>
            <span>
              <strong>{name}</strong>
              <span class="note">
                {t.dataset(
                  counts.reduce((sum, count) => sum + count, 0),
                  bytes,
                )}
              </span>
            </span>
          </li>
        ))}
      </ul>
      <p class="muted">{t.datasetsNote}</p>
    </>
  );
}

function Wipe() {
  const t = words();
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const wipe = async (): Promise<void> => {
    stop();
    await wipeStorage();
    dialog.current?.close();
  };
  return (
    <>
      <button type="button" class="danger" onClick={() => dialog.current?.showModal()}>
        {t.wipe}
      </button>
      <dialog ref={dialog} aria-labelledby={id}>
        <h2 id={id}>{t.wipeTitle}</h2>
        <p>{t.wipeLead}</p>
        <p class="actions">
          <button type="button" class="danger" onClick={() => void wipe()}>
            {t.wipeNow}
          </button>
          <button type="button" onClick={() => dialog.current?.close()}>
            {t.wipeNot}
          </button>
        </p>
      </dialog>
    </>
  );
}
