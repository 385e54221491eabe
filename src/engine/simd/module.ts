import type { KernelExports } from '../../lattice/index.ts';

/** What `assembly/index.ts` exports beside the lattice's kernel. Addresses in bytes. */
export interface SimdExports extends KernelExports {
  /** Makes this instance thread `thread` of `threads`; each has a workspace of its own, all share `control`. */
  enter(control: number, workspace: number, thread: number, threads: number): void;
  run(operation: number, job: number): void;
  attentionBytes(length: number, columns: number): number;
  panelCount(rows: number): number;
  panelStart(rows: number, panel: number): number;
}

export interface SimdModule {
  readonly module: WebAssembly.Module;
  /** Whether multiplication and addition are one instruction here. */
  readonly relaxed: boolean;
}

const compiled = new Map<boolean, Promise<SimdModule>>();

/**
 * The module with relaxed SIMD where this device has it and it is wanted, else the one without; compiled once.
 * @throws Error where WebAssembly has no SIMD or no threads.
 */
export function simdModule(wantsRelaxed: boolean): Promise<SimdModule> {
  let result = compiled.get(wantsRelaxed);
  if (!result) {
    result = compile(wantsRelaxed);
    compiled.set(wantsRelaxed, result);
  }
  return result;
}

async function compile(wantsRelaxed: boolean): Promise<SimdModule> {
  if (wantsRelaxed) {
    allowRelaxed();
    const { wasm } = await import('./generated/relaxed.ts');
    if (WebAssembly.validate(wasm)) return { module: await WebAssembly.compile(wasm), relaxed: true };
  }
  const { wasm } = await import('./generated/plain.ts');
  if (WebAssembly.validate(wasm)) return { module: await WebAssembly.compile(wasm), relaxed: false };
  throw new Error('This device cannot run WebAssembly with SIMD and threads. Update the browser and try again.');
}

/** Node 20 has relaxed SIMD behind a flag, which may be set until a module asks for it; later ones have it anyway. */
function allowRelaxed(): void {
  const v8 = globalThis.process?.getBuiltinModule?.('node:v8');
  if (v8 && Number.parseInt(process.versions.v8, 10) < 12) v8.setFlagsFromString('--experimental-wasm-relaxed-simd');
}
