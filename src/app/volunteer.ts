import { proxy, releaseProxy, type Remote, wrap } from 'comlink';
import type { JoinOptions, TrainEvent, VolunteerWorker } from '../train/index.ts';
import { WorkerLife } from './worker-life.ts';

/** A worker at work. */
export interface Volunteer {
  readonly worker: Remote<VolunteerWorker>;
  /** What the worker answers. @throws Error with a message for a person when it ends before */
  answer<T>(call: Promise<T>): Promise<T>;
  /** Ends the worker at once, whatever it does. Safe to call twice. */
  stop(): void;
}

/** Starts a worker and joins. Whatever goes wrong arrives as a `problem` event; nothing is thrown. */
export function startVolunteer(options: JoinOptions, tell: (event: TrainEvent) => void): Volunteer {
  const thread = new Worker(new URL('../train/worker.ts', import.meta.url), { type: 'module', name: 'volunteer' });
  const worker = wrap<VolunteerWorker>(thread);
  const fail = (code: 'worker' | 'worker-silent', message: string): void => {
    const remedy = 'Reload the page. What you contributed is safe, and your data is still on this device.';
    tell({ type: 'problem', problem: { code, message, remedy, fatal: true } });
  };
  let isStopped = false;
  const stopped = 'The training worker stopped: it could not be loaded, or ran out of memory.';
  const life = new WorkerLife(thread, stopped, () => fail('worker', stopped));
  // Not every browser tells its workers.
  const online = (): void => void worker.hurry();
  const offline = (): void => void worker.cutOff();
  addEventListener('online', online);
  addEventListener('offline', offline);
  worker.join(options, proxy(tell)).catch(() => fail('worker-silent', 'The training worker could not join.'));
  return {
    worker,
    answer: (call) => life.answer(call),
    stop() {
      // A proxy is let go of once.
      if (isStopped) return;
      isStopped = true;
      removeEventListener('online', online);
      removeEventListener('offline', offline);
      worker[releaseProxy]();
      life.end('The training worker was ended before it could answer.');
    },
  };
}
