import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { type Explained, explain } from './refusal.ts';
import { words } from './words/index.ts';

interface ConfirmProps {
  readonly title: string;
  readonly text: string;
  /** On the button that does it. */
  readonly yes: string;
  /** It cannot be taken back. */
  readonly danger?: boolean;
  /** While false the button that does it is off. */
  readonly ready?: boolean;
  readonly children?: ComponentChildren;
  /** Closes the dialog when it is done; a failure is told in it. */
  readonly act: () => Promise<void>;
  readonly close: () => void;
}

/** Asks before something is done, does it, and stays open where that fails. Shown as long as it is drawn. */
export function Confirm({ title, text, yes, danger = false, ready = true, children, act, close }: ConfirmProps) {
  const t = words();
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const busy = useSignal(false);
  const failure = useSignal<unknown>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (busy.value || !ready) return;
    busy.value = true;
    failure.value = null;
    try {
      await act();
      close();
    } catch (error) {
      failure.value = error;
    }
    busy.value = false;
  };
  return (
    <dialog ref={dialog} aria-labelledby={id} onClose={close}>
      <h2 id={id}>{title}</h2>
      <p>{text}</p>
      <form class="stacked" onSubmit={(event) => void submit(event)}>
        {children}
        {failure.value !== null && <Refused {...explain(failure.value)} />}
        <div class="actions">
          <button type="submit" class={danger ? 'danger' : 'primary'} disabled={busy.value || !ready}>
            {yes}
          </button>
          <button type="button" onClick={() => dialog.current?.close()}>
            {t.cancel}
          </button>
        </div>
      </form>
    </dialog>
  );
}

/** What went wrong and what to do. */
export function Refused({ message, remedy, said }: Explained) {
  const t = words();
  return (
    <div class="problem" role="alert">
      <p>
        <strong>{message}</strong>
      </p>
      <p>{remedy}</p>
      {said && (
        <p>
          {t.relaySaid} <q lang="en">{said}</q>
        </p>
      )}
    </div>
  );
}
