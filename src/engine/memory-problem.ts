import type { EngineName } from './engine.ts';
import type { MemoryEstimate } from './memory-estimate.ts';

/** What a device tells of its memory; null where it does not. */
export interface DeviceMemory {
  /** GiB of all of it, as `navigator.deviceMemory` says: rounded, and never more than a bound of the browser's. */
  readonly gibibytes: number | null;
  /** Bytes of the largest piece that the graphics device can bind. */
  readonly largestBinding: number | null;
}

export interface MemoryProblem {
  /** No attempt can succeed; otherwise it may. */
  readonly certain: boolean;
  /** What follows an engine's name: "needs 5.1 GB, and ...". */
  readonly reason: string;
}

/** What 32-bit addresses reach, in WebAssembly as browsers have it. */
const ADDRESSABLE = 2 ** 32;
/** Share of a device's memory that one tab gets at most; browsers end tabs that take more, phones' at less. */
const SHARE = 0.5;

/** GiB of this device's memory, rounded, where the browser tells them: on secure pages of some. */
export function deviceGibibytes(): number | null {
  const known: object = typeof navigator === 'undefined' ? {} : navigator;
  return 'deviceMemory' in known && typeof known.deviceMemory === 'number' ? known.deviceMemory : null;
}

/** Why a model will not fit an engine on this device, or null where nothing known speaks against it. */
export function memoryProblem(
  name: EngineName,
  { peak, piece }: MemoryEstimate,
  device: DeviceMemory,
): MemoryProblem | null {
  const needs = `needs ${gigabytes(peak)}`;
  if (name === 'webgpu') {
    if (device.largestBinding !== null && piece > device.largestBinding) {
      const reason = `needs ${gigabytes(piece)} in one piece, and the graphics device binds ${gigabytes(device.largestBinding)}`;
      return { certain: true, reason };
    }
  } else if (name !== 'cpu' && peak > ADDRESSABLE) {
    return { certain: true, reason: `${needs}, and WebAssembly reaches 4.3 GB` };
  }
  if (device.gibibytes !== null && peak > SHARE * device.gibibytes * 2 ** 30) {
    const reason = `${needs}, and a tab gets about half of this device's ${device.gibibytes} GB`;
    return { certain: false, reason };
  }
  return null;
}

function gigabytes(bytes: number): string {
  return bytes < 1e9 ? `${Math.ceil(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
