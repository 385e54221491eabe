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
    const others = Array.from({ length: size - 1 }, (_, i) =>
      startThread(module, memory, [control, workspaces, each, i + 1, size]),
    );
    const team = new Team(4 * CONTROL_WORDS + size * each, exports, others);
    try {
      await Promise.all(others.map(({ ready }) => ready));
    } catch (error) {
      for (const thread of others) thread.end();
      throw error;
    }
    return team;
  }

  /** Does a job, all threads together; it is done when this returns. */
  run(operation: number, job: number): void {
    this.#exports.run(operation, job);
  }

  close(): void {
    if (this.#others.length === 0) return;
    this.#exports.run(OPERATION.leave, 0);
    for (const thread of this.#others) thread.end();
  }
}

function startThread(module: WebAssembly.Module, memory: WebAssembly.Memory, enter: Place): Thread {
  const { Worker: NodeWorker } = globalThis.process?.getBuiltinModule?.('node:worker_threads') ?? {};
  const message = { module, memory, enter };
  if (NodeWorker) {
    const worker = new NodeWorker(new URL('./thread.mjs', import.meta.url), { execArgv: [] });
    const ready = new Promise<void>((resolve, reject) => {
      // From then on it sits in WebAssembly, and must not keep the process alive.
      worker.once('message', () => {
        worker.unref();
        resolve();
      });
      worker.once('error', reject);
    });
    worker.postMessage(message);
    return { ready, end: () => void worker.terminate() };
  }
  const worker = new Worker(new URL('./thread.mjs', import.meta.url), { type: 'module' });
  const ready = new Promise<void>((resolve, reject) => {
    worker.addEventListener('message', () => resolve(), { once: true });
    worker.addEventListener('error', () => reject(new Error('A thread of the engine did not start.')), { once: true });
  });
  worker.postMessage(message);
  return { ready, end: () => worker.terminate() };
}
