import type * as Ort from '#onnxruntime';
import { watchHeap } from '../onnx/index.ts';
import { threadsOf } from '../threads.ts';

export type Runtime = typeof Ort;

export interface RuntimeOptions {
  /** Threads of the runtime; 1 where shared memory is not to be had. The first engine of a process decides. */
  readonly threads: number;
  /** Address of `ort-wasm-simd-threaded.wasm`; needed where the bundler does not serve it beside the script. */
  readonly wasmPath?: string;
}

interface LoadedRuntime {
  readonly ort: Runtime;
  /** Bytes of the runtime's heap now; it never shrinks. */
  readonly heap: () => number;
}

let loading: Promise<LoadedRuntime> | undefined;

/**
 * ONNX Runtime's plain WASM build (package.json's `imports` choose Node's or the page's), loaded once for a process
 * or worker. By a dynamic import, so that it is a chunk of its own: its threads start from that chunk's address and
 * would run whatever else lay in it.
 */
export function loadRuntime(options: RuntimeOptions): Promise<LoadedRuntime> {
  // A failed download may be tried again.
  loading ??= load(options).catch((cause: unknown) => {
    loading = undefined;
    throw cause;
  });
  return loading;
}

async function load({ threads, wasmPath }: RuntimeOptions): Promise<LoadedRuntime> {
  const ort = await import('#onnxruntime');
  ort.env.wasm.numThreads = threadsOf('wasm', threads);
  ort.env.logLevel = 'error';
  if (wasmPath !== undefined) ort.env.wasm.wasmPaths = { wasm: wasmPath };
  return { ort, heap: watchHeap() };
}
