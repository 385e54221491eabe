import { batch, signal } from '@preact/signals';
import { proxy, releaseProxy, wrap } from 'comlink';
import { type Example, guessChoice, loadSample, toExamples } from '../../data/index.ts';
import type { Manifest } from '../../protocol/index.ts';
import type { DryRunEvent, DryRunWorker, Problem } from '../../train/index.ts';
import { fieldsOf } from '../../tasks/index.ts';
import { perFrame } from '../frames.ts';
import { refreshStorage } from '../storage.ts';
import { rows } from './examples.ts';
import { type Rehearsal, type Source, begun, reduce } from './rehearsal-state.ts';

/** The last one; null before the first. It is gone with the page, as the texts are. */
export const rehearsal = signal<Rehearsal | null>(null);

let stopWorker = (): void => {};

/** Begins a dry run in a worker; one that runs is stopped. */
export async function rehearse(manifest: Manifest, source: Source): Promise<void> {
  stopRehearsal();
  rehearsal.value = begun(manifest, source);
  let stopped = false;
  let end = (): void => {};
  const stop = (): void => {
    // A proxy is let go of once.
    if (!stopped) end();
    stopped = true;
  };
  stopWorker = stop;
  const examples = await examplesOf(source, manifest).catch(() => []);
  if (stopped) return;
  const thread = new Worker(new URL('../../train/dry-run-entry.ts', import.meta.url), {
    type: 'module',
    name: 'dry-run',
  });
  const worker = wrap<DryRunWorker>(thread);
  end = () => {
    worker[releaseProxy]();
    thread.terminate();
  };
  const record = perFrame<DryRunEvent>((events) => {
    if (stopped) return;
    batch(() => events.forEach(tell));
    if (!events.some(({ type }) => type === 'over')) return;
    stop();
    // The model's files are here now.
    void refreshStorage();
  });
  thread.addEventListener('error', (event) => {
    event.preventDefault();
    if (!stopped) fail();
    stop();
  });
  worker.run({ relay: location.origin, manifest, examples }, proxy(record)).catch(() => {
    if (!stopped) fail();
    stop();
  });
}

/** Ends the worker at once, and with it all that it holds. */
export function stopRehearsal(): void {
  stopWorker();
  stopWorker = () => {};
  const now = rehearsal.peek();
  if (now?.status === 'running') rehearsal.value = { ...now, status: 'stopped' };
}

function fail(): void {
  const now = rehearsal.peek();
  if (!now) return;
  const problem: Problem = {
    code: 'worker',
    message: 'The worker of the dry run stopped: it could not be loaded, or ran out of memory.',
    remedy: 'Close other tabs and try again, or choose a smaller model.',
    fatal: true,
  };
  rehearsal.value = { ...now, status: 'failed', problem };
}

function tell(event: DryRunEvent): void {
  const now = rehearsal.peek();
  if (now) rehearsal.value = reduce(now, event);
}

/** Own rows stay in this page and its worker. */
async function examplesOf(source: Source, { task }: Manifest): Promise<readonly Example[]> {
  if (source === 'own' || source === 'template') return rows.peek().examples;
  const table = await loadSample(source);
  return toExamples(table, guessChoice(table, fieldsOf(task), task.labels)).examples;
}
