import { signal } from '@preact/signals';
import { formatBytes, formatFingerprint } from '../format.ts';
import { save } from '../save.ts';
import { exportModel, stopExport } from '../session.ts';

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
      const state = model.sequence === 0 ? 'the base model' : `the model after round ${model.sequence}`;
      const size = formatBytes(model.file.size);
      tell(`Saved ${name} (${size}): ${state}, fingerprint ${formatFingerprint(model.fingerprint)}.`);
    } else {
      tell('Stopped. Nothing was saved.');
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : 'The file could not be written.';
    tell(`${why} The log gives the same model on another device.`, true);
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
    if (!response.ok) throw new Error(`The relay answered ${response.status}. Try again in a minute.`);
    const file = await response.blob();
    const name = /filename="([\w.-]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1];
    save(file, name ?? `${federation}.dandelion-log`);
    tell(`Saved ${name ?? 'the log'} (${formatBytes(file.size)}).`);
  } catch (error) {
    // What fetch throws itself says nothing that a person could use.
    const isAnswer = error instanceof Error && !(error instanceof TypeError);
    tell(isAnswer ? error.message : 'The relay cannot be reached. Try again when the connection is back.', true);
  } finally {
    fetching.value = false;
  }
}

function tell(text: string, failed = false): void {
  outcome.value = { text, failed };
}
