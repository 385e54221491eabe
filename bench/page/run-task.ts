import type { Answer } from './answer.ts';

declare global {
  /** What the bench calls from outside: a task's name and its cell as JSON, for the result as JSON. */
  var runTask: (name: string, cell: string) => Promise<string>;
}

/** Tasks run in a worker, as training does: engines may block it, and a page must not be blocked. */
export function offerTasks(startWorker: () => Worker): void {
  globalThis.runTask = (name, cell) =>
    new Promise((resolve, reject) => {
      const worker = startWorker();
      worker.addEventListener('message', ({ data }: MessageEvent<Answer>) => {
        if ('result' in data) resolve(data.result);
        else reject(new Error(data.error));
        worker.terminate();
      });
      worker.addEventListener('error', ({ message }) => reject(new Error(message)));
      worker.postMessage({ name, cell });
    });
}
