import { signal } from '@preact/signals';
import { formatFingerprint } from '../format.ts';
import { save } from '../save.ts';
import { exportModel, stopExport } from '../session.ts';
import { words } from './words/index.ts';

/** What became of a download: in words for a person. */
interface Outcome {
  readonly text: string;
  readonly failed: boolean;
}

/** How far the model's file is; null while none is written. */
export const writing = signal<{ readonly done: number; readonly total: number } | null>(null);
/** The log is on its way. */
export const fetching = signal(false);
export const outcome = signal<Outcome | null>(null);

/** Writes the model on this device and saves it. */
export async function keepModel(federation: string, total: number): Promise<void> {
  if (writing.peek()) return;
  writing.value = { done: 0, total };
  outcome.value = null;
  try {
    const model = await exportModel((done, all) => {
      // What is told after a stop is told late.
      if (writing.peek()) writing.value = { done, total: all };
    });
    if (model) {
      const name = `${federation}-${model.sequence}.safetensors`;
      save(model.file, name);
      tell(words().keep.saved(name, model.file.size, model.sequence, formatFingerprint(model.fingerprint)));
    } else {
      tell(words().keep.stopped);
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : words().keep.notWritten;
    tell(`${why} ${words().keep.otherwise}`, true);
  } finally {
    writing.value = null;
  }
}

export function stopKeeping(): void {
  stopExport();
}

/** Fetches the log's file from the relay and saves it. */
export async function keepLog(federation: string): Promise<void> {
  if (fetching.peek()) return;
  fetching.value = true;
  outcome.value = null;
  try {
    const response = await fetch(`/federations/${encodeURIComponent(federation)}/export/log`, { cache: 'no-store' });
    if (!response.ok) throw new Error(words().keep.answered(response.status));
    const file = await response.blob();
    const name = /filename="([\w.-]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1];
    save(file, name ?? `${federation}.dandelion-log`);
    tell(words().keep.savedLog(name ?? words().keep.theLog, file.size));
  } catch (error) {
    // What fetch throws itself says nothing that a person could use.
    const isAnswer = error instanceof Error && !(error instanceof TypeError);
    tell(isAnswer ? error.message : words().keep.unreachable, true);
  } finally {
    fetching.value = false;
  }
}

function tell(text: string, failed = false): void {
  outcome.value = { text, failed };
}
