import type * as Ort from '#onnxruntime';

export type Runtime = typeof Ort;

export interface RuntimeOptions {
  /** Threads of the runtime; 1 where shared memory is not to be had. The first engine of a process decides. */
  readonly threads: number;
  /** Address of `ort-wasm-simd-threaded.wasm`; needed where the bundler does not serve it beside the script. */
  readonly wasmPath?: string;
}

let loading: Promise<{ ort: Runtime; heap: () => number; threads: number }> | undefined;

/**
 * ONNX Runtime's plain WASM build (package.json's `imports` choose Node's or the page's), loaded once for a process
 * or worker. By a dynamic import, so that it is a chunk
 * of its own: its threads start from that chunk's address and would run whatever else lay in it.
 */
export function loadRuntime(options: RuntimeOptions): Promise<{ ort: Runtime; heap: () => number; threads: number }> {
  loading ??= load(options);
  return loading;
}

async function load({ threads, wasmPath }: RuntimeOptions) {
  const ort = await import('#onnxruntime');
  const allowed = canShareMemory() ? threads : 1;
  ort.env.wasm.numThreads = allowed;
  ort.env.logLevel = 'error';
  if (wasmPath !== undefined) ort.env.wasm.wasmPaths = { wasm: wasmPath };
  return { ort, heap: watchHeap(), threads: allowed };
}

/** Threads need shared memory: always in Node, in a page only when it is cross-origin isolated. */
function canShareMemory(): boolean {
  return typeof SharedArrayBuffer !== 'undefined' && globalThis.crossOriginIsolated !== false;
}

/**
 * The runtime does not tell its heap's size, so the memory that it creates for its first session is remembered.
 * The constructor is put back then.
 */
function watchHeap(): () => number {
  const original = WebAssembly.Memory;
  let heap: WebAssembly.Memory | undefined;
  WebAssembly.Memory = class extends original {
    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      super(descriptor);
      // The runtime's is shared, threads or not; a lattice kernel's is not. An empty one only serves it to find
      // SharedArrayBuffer where the page may not see it.
      if (!descriptor.shared || descriptor.initial === 0) return;
      heap = this;
      WebAssembly.Memory = original;
    }
  };
  return () => heap?.buffer.byteLength ?? 0;
}
