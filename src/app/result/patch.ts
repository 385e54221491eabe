import { signal } from '@preact/signals';
import { proxy, type Remote, wrap } from 'comlink';
import type { PatchOptions, PatchProgress, PatchWorker, VerifiedPatch } from '../../train/index.ts';
import { save } from '../save.ts';
import { WorkerLife } from '../worker-life.ts';

/** What is being done, how far; null while nothing is. */
export const progress = signal<PatchProgress | null>(null);
/** What was found; null before, and where it failed. */
export const found = signal<VerifiedPatch | null>(null);
/** The model's file that was saved. */
export const written = signal<{ readonly name: string; readonly bytes: number; readonly sha256: string } | null>(null);
/** Why it failed, in the worker's words; null where it did not. */
export const failure = signal<string | null>(null);

let running: { readonly worker: Remote<PatchWorker>; readonly life: WorkerLife } | null = null;

/** The worker that has the model of the last patch. It is started when it is first needed. */
function patches(): NonNullable<typeof running> {
  if (running) return running;
  const thread = new Worker(new URL('../../train/patch/worker.ts', import.meta.url), { type: 'module', name: 'patch' });
  const stopped = 'The worker stopped: it could not be loaded, or ran out of memory.';
  const life = new WorkerLife(thread, stopped, () => (running = null));
  return (running = { worker: wrap<PatchWorker>(thread), life });
}

/** What the worker answers. @throws Error with a message for a person, also when it ends before */
function answerOf<T>(call: (worker: Remote<PatchWorker>) => Promise<T>): Promise<T> {
  const { worker, life } = patches();
  return life.answer(call(worker));
}

/** Applies a patch and checks it. What is found, or why not, is in the signals above. */
export async function verify(options: PatchOptions): Promise<void> {
  found.value = null;
  written.value = null;
  await work('patch', async (tell) => {
    found.value = await answerOf((worker) => worker.verify(options, proxy(tell)));
  });
}

/** Writes the model of the patch and saves it under a name. */
export async function write(name: string): Promise<void> {
  await work('writing', async (tell) => {
    const model = await answerOf((worker) => worker.write(proxy(tell)));
    if (!model) return;
    save(model.file, name);
    written.value = { name, bytes: model.file.size, sha256: model.sha256 };
  });
}

export function stop(): void {
  void running?.worker.stop();
}

async function work(stage: PatchProgress['stage'], job: (tell: (at: PatchProgress) => void) => Promise<void>) {
  if (progress.peek()) return;
  failure.value = null;
  progress.value = { stage, done: 0, total: null };
  try {
    await job((at) => {
      // What is told after the end is told late.
      if (progress.peek()) progress.value = at;
    });
  } catch (error) {
    failure.value = error instanceof Error ? error.message : String(error);
  } finally {
    progress.value = null;
  }
}
