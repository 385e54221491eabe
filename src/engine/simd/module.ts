import type { KernelExports } from '../../lattice/index.ts';

/** What `assembly/index.ts` exports beside the lattice's kernel. Addresses in bytes. */
export interface SimdExports extends KernelExports {
  /**
   * Makes this instance thread `thread` of `threads`: all share `control`, each has `bytes` of its own, one after another
   * from `workspaces` on.
   */
  enter(control: number, workspaces: number, bytes: number, thread: number, threads: number): void;
  readonly SCRATCH_BYTES: WebAssembly.Global<'i32'>;
  run(operation: number, job: number): void;
  /** After a fault: wakes all threads, which fail then too, so that none waits for ever. */
  abandon(): void;
  /** Bytes of a thread's workspace for matrix products, and for attention over `length` tokens. */
  productBytes(hidden: number, feedForward: number): number;
  attentionBytes(length: number, columns: number): number;
  /** c [6 or 4, 8] += a b over `depth`: a [depth, 6 or 4], b [depth, 8], c's rows `stride` bytes apart. */
  tile6(a: number, b: number, depth: number, c: number, stride: number): void;
  tile4(a: number, b: number, depth: number, c: number, stride: number): void;
  panelCount(rows: number): number;
  panelStart(rows: number, panel: number): number;
}

const compiled = new Map<boolean, Promise<WebAssembly.Module>>();

/**
 * The module with relaxed SIMD where this device has it and it is wanted, else the one without; compiled once.
 * @throws Error where WebAssembly has no SIMD or no threads.
 */
export function simdModule(wantsRelaxed: boolean): Promise<WebAssembly.Module> {
  let result = compiled.get(wantsRelaxed);
  if (!result) {
    // A failed download may be tried again.
    result = compile(wantsRelaxed).catch((cause: unknown) => {
      compiled.delete(wantsRelaxed);
      throw cause;
    });
    compiled.set(wantsRelaxed, result);
  }
  return result;
}

async function compile(wantsRelaxed: boolean): Promise<WebAssembly.Module> {
  if (wantsRelaxed) {
    allowRelaxed();
    const { wasm } = await import('./generated/relaxed.ts');
    if (WebAssembly.validate(wasm)) return WebAssembly.compile(wasm);
  }
  const { wasm } = await import('./generated/plain.ts');
  if (WebAssembly.validate(wasm)) return WebAssembly.compile(wasm);
  throw new Error('This device cannot run WebAssembly with SIMD and threads. Update the browser and try again.');
}

/** Node 20 has relaxed SIMD behind a flag, which may be set until a module asks for it; later ones have it anyway. */
function allowRelaxed(): void {
  const v8 = globalThis.process?.getBuiltinModule?.('node:v8');
  if (v8 && Number.parseInt(process.versions.v8, 10) < 12) v8.setFlagsFromString('--experimental-wasm-relaxed-simd');
}
