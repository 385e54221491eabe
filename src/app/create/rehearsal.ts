import { batch, signal } from '@preact/signals';
import { proxy, releaseProxy, wrap } from 'comlink';
import { type Example, guessChoice, loadSample, toExamples } from '../../data/index.ts';
import type { EngineName } from '../../engine/index.ts';
import type { Manifest } from '../../protocol/index.ts';
import type { DryRunEvent, DryRunWorker, Pace, Problem, ZeroShot } from '../../train/index.ts';
import { fieldsOf } from '../../tasks/index.ts';
import { perFrame } from '../frames.ts';
import { refreshStorage } from '../storage.ts';
import { rows } from './examples.ts';

/** What the dry run tries the model on. */
export type Source = 'own' | 'template' | 'amazon' | 'imdb' | 'yelp';

/** A dry run, as its events told it so far. */
export interface Rehearsal {
  readonly manifest: Manifest;
  readonly source: Source;
  readonly status: 'running' | 'done' | 'stopped' | 'failed';
  readonly at: 'loading' | 'probing' | 'judging' | 'timing';
  readonly download: { readonly loaded: number; readonly total: number } | null;
  readonly judged: { readonly done: number; readonly total: number } | null;
  readonly steps: number;
  readonly engine: { readonly name: EngineName; readonly threads: number; readonly reason: string } | null;
  readonly zeroShot: ZeroShot | null;
  readonly pace: Pace | null;
  readonly problem: Problem | null;
}

/** The last one; null before the first. It is gone with the page, as the texts are. */
export const rehearsal = signal<Rehearsal | null>(null);

let stopWorker = (): void => {};

/** Begins a dry run in a worker; one that runs is stopped. */
export async function rehearse(manifest: Manifest, source: Source): Promise<void> {
  stopRehearsal();
  const begun: Rehearsal = {
    ...{ manifest, source, status: 'running', at: 'loading', download: null, judged: null, steps: 0 },
    ...{ engine: null, zeroShot: null, pace: null, problem: null },
  };
  rehearsal.value = begun;
  let stopped = false;
  let end = (): void => {};
  stopWorker = () => {
    stopped = true;
    end();
  };
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
    if (!stopped) batch(() => events.forEach(tell));
  });
  thread.addEventListener('error', (event) => {
    event.preventDefault();
    if (!stopped) fail();
    stopWorker();
  });
  const over = (): void => {
    // What was told last is still on its way to the next frame.
    setTimeout(() => {
      if (stopped) return;
      const now = rehearsal.peek();
      if (now?.status === 'running') rehearsal.value = { ...now, status: now.pace ? 'done' : 'failed' };
      stopWorker();
      void refreshStorage();
    }, 100);
  };
  worker.run({ relay: location.origin, manifest, examples }, proxy(record)).then(over, () => {
    if (!stopped) fail();
    stopWorker();
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

/** Pure. */
export function reduce(now: Rehearsal, event: DryRunEvent): Rehearsal {
  switch (event.type) {
    case 'activity': {
      const { name } = event.activity;
      const at =
        name === 'probing' ? 'probing' : name === 'evaluating' ? 'judging' : name === 'training' ? 'timing' : now.at;
      return { ...now, at };
    }
    case 'download':
      return { ...now, download: { loaded: event.loaded, total: event.total } };
    case 'engine':
      return { ...now, engine: { name: event.engine, threads: event.threads, reason: event.reason } };
    case 'judging':
      return { ...now, judged: { done: event.done, total: event.total } };
    case 'zero-shot':
      return { ...now, zeroShot: event.zeroShot };
    case 'step':
      return { ...now, steps: now.steps + 1 };
    case 'pace':
      return { ...now, pace: event.pace };
    case 'problem':
      return event.problem.fatal ? { ...now, status: 'failed', problem: event.problem } : now;
    default:
      return now;
  }
}

/** Own rows stay in this page and its worker. */
async function examplesOf(source: Source, { task }: Manifest): Promise<readonly Example[]> {
  if (source === 'own' || source === 'template') return rows.peek().examples;
  const table = await loadSample(source);
  return toExamples(table, guessChoice(table, fieldsOf(task), task.labels)).examples;
}
