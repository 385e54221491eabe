import type { Precision } from '../lattice/index.ts';
import { type Architecture, LAYER_TENSORS, firstTensorOf } from '../model/index.ts';
import type { EngineName } from './engine.ts';

/** What a model is asked to do. */
export interface Workload {
  readonly precision: Precision;
  readonly threads: number;
  /** Rows of a batch, and tokens of a row at most. */
  readonly batch: number;
  readonly length: number;
}

/** Bytes that an engine will hold, by what they are for. */
export interface MemoryEstimate {
  readonly weights: number;
  /** Beside the weights for as long as it runs: perturbed weights of one layer, workspaces. */
  readonly scratch: number;
  /** Hidden states and products of one layer, at the longest batch. */
  readonly activations: number;
  /** What its runtime takes before it has done anything. */
  readonly runtime: number;
  /** At the worst moment, which may be that of loading. */
  readonly peak: number;
  /** The largest piece that a graphics device must bind: a weight of a layer, or what a layer computes on the way. */
  readonly piece: number;
}

const MIB = 2 ** 20;

/** As measured with next to no weights: the heap that ONNX Runtime begins with; tables of the project's own kernels. */
const RUNTIME: Readonly<Record<EngineName, number>> = {
  cpu: 0,
  simd: MIB / 4,
  wasm: 16 * MIB,
  webgpu: 16 * MIB,
  webgl: MIB / 4,
};

/**
 * What an engine will hold of a model, before anything is loaded. Tests hold it to what engines then say of themselves,
 * within a factor of 1.5 either way. The program, some 50 MB in a browser, is there without a model too and not in it.
 */
export function estimateMemory(name: EngineName, architecture: Architecture, workload: Workload): MemoryEstimate {
  const { tensors } = architecture;
  const weights = (tensors.reduce((sum, { size }) => sum + size, 0) * workload.precision) / 8;
  // One tensor comes as float32 beside its integers, unless it can be turned in place.
  const inPlace = workload.precision === 32 && name !== 'webgpu';
  const staging = inPlace ? 0 : 4 * Math.max(...tensors.map(({ size }) => size));
  const runtime = RUNTIME[name];
  const scratch = scratchOf(name, architecture, workload);
  const activations = activationsOf(name, architecture, workload);
  const peak = weights + scratch + runtime + Math.max(activations, staging);
  const piece = Math.max(largestLayerWeight(architecture), largestActivation(architecture, workload));
  return { weights, scratch, activations, runtime, peak, piece };
}

function largestLayerWeight({ hidden, feedForward }: Architecture): number {
  return 4 * hidden * Math.max(hidden, feedForward);
}

/** The scores of all heads, or the wide product. */
function largestActivation({ heads: A, feedForward: F }: Architecture, { batch: B, length: S }: Workload): number {
  return 4 * B * S * Math.max(A * S, F);
}

function scratchOf(name: EngineName, architecture: Architecture, { threads }: Workload): number {
  const { hidden: H, heads: A, feedForward: F, positions, adapters } = architecture;
  const first = firstTensorOf(0);
  const tensors = architecture.tensors.slice(first, first + LAYER_TENSORS);
  // Two weights of a layer have an A and a B.
  const layer = 4 * tensors.reduce((sum, { size }) => sum + size, 0) + 16 * H * (adapters?.rank ?? 0);
  switch (name) {
    case 'simd': {
      // Each thread packs a block of weights, or one head's keys and values; and one layer of the stored base weights
      // is read when the base model is asked for comparison.
      const block = 256 * Math.max(H, Math.min(F, 1024));
      const attention = 8 * positions * (H / A);
      return threads * Math.max(block, attention) + layer;
    }
    case 'cpu':
    case 'webgpu':
      return layer;
    case 'wasm':
    case 'webgl':
      // The runtime's own copies of a layer's weights; textures that tfjs keeps for the next layer.
      return 2 * layer;
    default:
      return name satisfies never;
  }
}

function activationsOf(name: EngineName, architecture: Architecture, { batch: B, length: S }: Workload): number {
  const { hidden: H, feedForward: F, heads: A } = architecture;
  // Input, queries, keys and values, their packed copy and the wide product; no scores, which are made row by row.
  if (name === 'simd') return 4 * B * S * (7 * H + F);
  // As above with what each operator gives, and the scores of all heads.
  return 4 * B * S * (6 * H + 2 * F) + 4 * B * A * S * S;
}
