import { type Kernel, Lattice, type Precision, ReferenceKernel, WasmKernel } from '../lattice/index.ts';
import type { Architecture } from '../model/index.ts';
import { CpuRunner } from './cpu/index.ts';
import type { Engine, EngineName } from './engine.ts';
import { LatticeEngine } from './lattice-engine.ts';
import type { LayerRunner } from './runner.ts';
import { ScratchForward } from './scratch-forward.ts';
import { createSimdEngine } from './simd/index.ts';
import { OnnxRunner, type RuntimeOptions, loadRuntime } from './wasm/index.ts';
import { type TfjsBackend, createTfjsRunner } from './webgl/index.ts';
import { requireAdapter } from './webgpu/adapter.ts';

/** How an engine runs, and what it holds. */
export interface EngineOptions extends RuntimeOptions {
  /** Bits of the weights' integers; 32 where it is left out. */
  readonly precision?: Precision;
  /** False: `simd` does without relaxed SIMD, as on a device that has none. */
  readonly relaxed?: boolean;
}

/**
 * An engine without weights yet: `load` them, or `restore` every tensor.
 * Threads matter to `simd` and `wasm`, the path to `wasm`, whose first engine in a process or worker decides on both.
 * @throws RangeError when the device has not enough memory for the weights.
 */
export async function createEngine(
  name: EngineName,
  architecture: Architecture,
  options: EngineOptions = { threads: 1 },
): Promise<Engine> {
  const { precision = 32, threads, relaxed = true } = options;
  switch (name) {
    case 'cpu':
      return scratchEngine(name, architecture, precision, new ReferenceKernel(), new CpuRunner(architecture));
    case 'wasm': {
      const { ort, heap } = await loadRuntime(options);
      const runner = await OnnxRunner.create(ort, heap, architecture);
      try {
        return scratchEngine(name, architecture, precision, await WasmKernel.create(), runner);
      } catch (error) {
        await runner.close();
        throw error;
      }
    }
    case 'simd':
      return createSimdEngine(architecture, { threads, precision, relaxed });
    case 'webgl':
      return createTfjsEngine(name, architecture, precision);
    case 'webgpu': {
      await requireAdapter();
      // Only for those who can use it: its shaders are text files, which Node cannot import.
      const { WebGpuEngine } = await import('./webgpu/index.ts');
      return WebGpuEngine.create(architecture, { precision });
    }
    default:
      return name satisfies never;
  }
}

/**
 * The `webgl` engine on another of tfjs's backends, to compare them: the program imports the backend's package itself,
 * and the engine keeps the name `webgl`.
 * @throws Error when the device cannot run the backend
 */
export async function createTfjsEngine(
  backend: TfjsBackend,
  architecture: Architecture,
  precision: Precision = 32,
): Promise<Engine> {
  const runner = await createTfjsRunner(backend, architecture);
  try {
    return scratchEngine('webgl', architecture, precision, await WasmKernel.create(), runner);
  } catch (error) {
    await runner.close();
    throw error;
  }
}

function scratchEngine(
  name: EngineName,
  architecture: Architecture,
  precision: Precision,
  kernel: Kernel,
  runner: LayerRunner,
): LatticeEngine {
  const sizes = architecture.tensors.map(({ size }) => size);
  const lattice = new Lattice(sizes, kernel, precision);
  return new LatticeEngine(name, architecture, lattice, new ScratchForward(architecture, kernel, runner));
}
