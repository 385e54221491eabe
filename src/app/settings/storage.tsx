import { useRef } from 'preact/hooks';
import { formatBytes } from '../format.ts';
import { stop } from '../session.ts';
import { modelFiles, storageUse, wipeStorage } from '../storage.ts';

/** What this page keeps on the device, and the button that ends it. */
export function Storage() {
  const dialog = useRef<HTMLDialogElement>(null);
  const { usage, quota, persisted } = storageUse.value ?? { usage: null, quota: null, persisted: null };
  const models = (modelFiles.value ?? []).reduce((sum, { bytes }) => sum + bytes, 0);
  const wipe = async (): Promise<void> => {
    stop();
    await wipeStorage();
    dialog.current?.close();
  };
  return (
    <section class="card" aria-labelledby="storage">
      <h2 id="storage">Storage</h2>
      <dl class="pairs">
        <dt>Used</dt>
        <dd>
          {usage === null ? 'Not told by this browser on this address' : formatBytes(usage)}
          {quota !== null && ` of ${formatBytes(quota)} allowed`}
        </dd>
        <dt>Model files</dt>
        <dd>{formatBytes(models)}</dd>
        <dt>Kept</dt>
        <dd>
          {persisted
            ? 'Until you delete it.'
            : 'The browser may clear it when space runs short; Safari does after seven days without a visit.'}
        </dd>
      </dl>
      <button type="button" class="danger" onClick={() => dialog.current?.showModal()}>
        Delete everything on this device
      </button>
      <dialog ref={dialog} aria-labelledby="wipe-title">
        <h2 id="wipe-title">Delete everything?</h2>
        <p>
          Your data sets, the model files, and this device's name in every federation are deleted here. What was
          contributed stays part of the federation's model.
        </p>
        <p class="actions">
          <button type="button" class="danger" onClick={() => void wipe()}>
            Delete everything
          </button>
          <button type="button" onClick={() => dialog.current?.close()}>
            Keep it
          </button>
        </p>
      </dialog>
    </section>
  );
}
