import {
  type EngineName,
  OFFERED,
  type OfferedEngine,
  PROGRAM_BYTES,
  type Workload,
  estimateMemory,
  memoryProblem,
} from '../../engine/index.ts';
import type { Architecture } from '../../model/index.ts';
import type { Surroundings } from './surroundings.ts';
import type { Trial } from './trial.ts';

/** Engines that are worth a measurement on this device, and why the others are not. */
export interface Plan {
  /** In the order of their trials. */
  readonly candidates: readonly EngineName[];
  readonly leftOut: readonly Trial[];
}

const SOFTWARE = 'would run on the processor, which simd does better';
const WEBGL = { hardware: null, software: SOFTWARE, none: 'is not there' } as const;

/** The rule of docs/ENGINES.md, which has its reasons. Loads nothing. */
export function planTrials(architecture: Architecture, workload: Workload, around: Surroundings): Plan {
  const device = { gibibytes: around.gibibytes, largestBinding: around.adapter?.largestBinding ?? null };
  const candidates: EngineName[] = [];
  const leftOut: Trial[] = [];
  for (const name of OFFERED) {
    const reason = whyNot(name) ?? tooLarge(name);
    if (reason === null) candidates.push(name);
    else leftOut.push({ engine: name, passesPerSecond: null, reason });
  }
  return { candidates, leftOut };

  function tooLarge(name: EngineName): string | null {
    const problem = memoryProblem(name, estimateMemory(name, architecture, workload), device);
    return problem?.certain ? problem.reason : null;
  }

  function whyNot(name: OfferedEngine): string | null {
    const { adapter, saveData } = around;
    switch (name) {
      case 'simd':
        return null;
      case 'webgpu':
        if (!adapter) return 'is not there';
        if (adapter.software) return SOFTWARE;
        return saveData ? `would load ${megabytes(name)}, and this network is metered` : null;
      case 'webgl':
        if (around.sharesMemory) return 'is for pages on which simd can have one thread only';
        if (candidates.includes('webgpu')) return 'is for devices without webgpu';
        return WEBGL[around.webgl()];
      case 'wasm':
        return candidates.includes('simd') ? `would load ${megabytes(name)}, and simd does the same faster` : null;
      default:
        return name satisfies never;
    }
  }
}

function megabytes(name: EngineName): string {
  return `${(PROGRAM_BYTES[name] / 1e6).toFixed(1)} MB`;
}
