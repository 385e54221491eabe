import type * as Ort from 'onnxruntime-web/webgpu';
import { watchHeap } from '../onnx/index.ts';

export type GpuRuntime = typeof Ort;

interface LoadedRuntime {
  readonly ort: GpuRuntime;
  /** Bytes of the runtime's heap now; it never shrinks. */
  readonly heap: () => number;
}

let loading: Promise<LoadedRuntime> | undefined;

/**
 * ONNX Runtime's build with the WebGPU provider, loaded once for a page or worker and only when somebody wants it: it
 * is twice as large as the plain one. Its .wasm file lies beside its script.
 */
export function loadRuntime(): Promise<LoadedRuntime> {
  // A failed download may be tried again.
  loading ??= load().catch((cause: unknown) => {
    loading = undefined;
    throw cause;
  });
  return loading;
}

async function load(): Promise<LoadedRuntime> {
  const ort = await import('onnxruntime-web/webgpu');
  // The device does the work: one thread is enough to tell it what to do.
  ort.env.wasm.numThreads = 1;
  ort.env.logLevel = 'error';
  return { ort, heap: watchHeap() };
}

let last: Promise<unknown> = Promise.resolve();

/**
 * One piece of work in the runtime at a time, over all engines: it suspends in the middle of a call while it waits for
 * the device (asyncify) and cannot begin another one then.
 */
export function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const turn = last.then(work, work);
  last = turn.catch(() => {});
  return turn;
}
