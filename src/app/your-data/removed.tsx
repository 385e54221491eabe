import { removeDatasets, removedDatasets, restoreDatasets } from '../storage.ts';
import { closeEditing } from './editing.ts';
import { words } from './words/index.ts';

export function remove(ids: readonly number[]): Promise<void> {
  closeEditing();
  return removeDatasets(ids);
}

/** Says what was deleted, with the way back. */
export function Removed() {
  const t = words().stored;
  const [first, ...others] = removedDatasets.value;
  return (
    <div role="status">
      {first && (
        <p class="undo">
          <span>{others.length === 0 ? t.removed(first.name) : t.removedMany(others.length + 1)}</span>
          <button type="button" class="quiet" onClick={() => void restoreDatasets()}>
            {t.undo}
          </button>
        </p>
      )}
    </div>
  );
}
