import { OPERATION } from './job.ts';
import type { Machine } from './machine.ts';
import type { SimdExports } from './module.ts';

/** A worker of the page or of Node. */
interface Thread {
  /** Settles when the thread is at its post. */
  readonly ready: Promise<void>;
  end(): void;
}

/** What a thread needs to know: the arguments of `SimdExports.enter`. */
type Place = readonly [control: number, workspaces: number, bytes: number, thread: number, threads: number];

/** Words that the threads share (`assembly/team.ts`). */
const CONTROL_WORDS = 32;
/** Bytes: threads that write into one line of the cache wait for each other. */
const CACHE_LINE = 64;

/** The threads that do an engine's jobs; thread 0 is the caller's own. */
export class Team {
  /** Of memory, workspaces included. */
  readonly bytes: number;
  readonly #exports: SimdExports;
  readonly #others: readonly Thread[];
  #ended = false;

  private constructor(bytes: number, exports: SimdExports, others: readonly Thread[]) {
    this.bytes = bytes;
    this.#exports = exports;
    this.#others = others;
  }

  /** @param bytes workspace of each of `size` threads */
  static async gather({ module, memory, exports, kernel }: Machine, bytes: number, size: number): Promise<Team> {
    const each = Math.ceil(bytes / CACHE_LINE) * CACHE_LINE;
    const control = kernel.allocate(CONTROL_WORDS).offset * 4;
    const workspaces = kernel.allocate((size * each) / 4).offset * 4;
    exports.enter(control, workspaces, each, 0, size);
    const others: Thread[] = [];
    try {
      for (let t = 1; t < size; t++) others.push(startThread(module, memory, [control, workspaces, each, t, size]));
      await Promise.all(others.map(({ ready }) => ready));
    } catch (error) {
      for (const thread of others) thread.end();
      throw error;
    }
    return new Team(CONTROL_WORDS * 4 + size * each, exports, others);
  }

  /**
   * Does a job, all threads together; it is done when this returns.
   * @throws Error after `close`, and when a thread fails: the engine cannot go on then.
   */
  run(operation: number, job: number): void {
    if (this.#ended) throw new Error('The engine has no threads any more: it was closed, or one of them failed.');
    try {
      this.#exports.run(operation, job);
    } catch (cause) {
      this.#exports.abandon();
      this.#end();
      throw new Error('A thread of the engine failed. Load the model again.', { cause });
    }
  }

  close(): void {
    if (this.#ended) return;
    this.#exports.run(OPERATION.leave, 0);
    this.#end();
  }

  #end(): void {
    this.#ended = true;
    for (const thread of this.#others) thread.end();
  }
}

function startThread(module: WebAssembly.Module, memory: WebAssembly.Memory, enter: Place): Thread {
  const { Worker: NodeWorker } = globalThis.process?.getBuiltinModule?.('node:worker_threads') ?? {};
  const message = { module, memory, enter };
  if (NodeWorker) {
    const worker = new NodeWorker(new URL('./thread.mjs', import.meta.url), { execArgv: [] });
    const ready = new Promise<void>((resolve, reject) => {
      worker.once('message', (answer) => {
        // From then on it sits in WebAssembly, and must not keep the process alive.
        worker.unref();
        if (answer === 'ready') resolve();
        else reject(notStarted(answer));
      });
      worker.once('error', (error) => reject(notStarted(error.message)));
    });
    worker.postMessage(message);
    return { ready, end: () => void worker.terminate() };
  }
  const worker = new Worker(new URL('./thread.mjs', import.meta.url), { type: 'module' });
  const ready = new Promise<void>((resolve, reject) => {
    const once = { once: true };
    worker.addEventListener(
      'message',
      ({ data }: MessageEvent<unknown>) => {
        if (data === 'ready') resolve();
        else reject(notStarted(data));
      },
      once,
    );
    worker.addEventListener('error', ({ message: why }) => reject(notStarted(why)), once);
    worker.addEventListener('messageerror', () => reject(notStarted('it cannot share memory')), once);
  });
  worker.postMessage(message);
  return { ready, end: () => worker.terminate() };
}

function notStarted(why: unknown): Error {
  return new Error(`A thread of the engine did not start: ${String(why)}.`);
}
