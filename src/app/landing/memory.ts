import { computed, effect, signal } from '@preact/signals';
import { deviceGibibytes, estimateMemory, memoryProblem, threadsFor, threadsOf } from '../../engine/index.ts';
import { type Architecture, EVALUATION_BATCH, checkpointBytes, parseConfig, withTrainable } from '../../model/index.ts';
import { type Manifest, precisionOf, trainableOf } from '../../protocol/index.ts';
import { home } from '../federations.ts';
import { joined } from '../session.ts';
import { engineChoice } from '../storage.ts';
import { modelHost } from './model-host.ts';

/** What training will hold in memory, known before the model is loaded. */
export interface Memory {
  /** Bytes. */
  readonly peak: number;
  readonly weights: number;
  /** Of the model as a safetensors file. */
  readonly file: number;
  /**
   * What it may be too large for: what a page can address, or half of this device's memory in GiB; null where nothing
   * speaks against it.
   */
  readonly problem: { readonly limit: 'addresses' } | { readonly limit: 'device'; readonly gibibytes: number } | null;
}

const sides = signal<{ readonly location: string; readonly architecture: Architecture } | null>(null);

/** Null until the model's sides are known. */
export const memory = computed<Memory | null>(() => {
  const state = home.value;
  if (state.status !== 'ready' || sides.value === null) return null;
  const { manifest } = state.federation;
  if (sides.value.location !== manifest.model.location) return null;
  const architecture = withTrainable(sides.value.architecture, trainableOf(manifest));
  const name = engineChoice.value ?? 'simd';
  const threads = threadsOf(name, threadsFor(navigator.hardwareConcurrency));
  const { maxTokens: length } = manifest.task;
  const batch = Math.max(manifest.method.batch, EVALUATION_BATCH);
  const work = { precision: precisionOf(manifest), threads, batch, length };
  const estimate = estimateMemory(name, architecture, work);
  const gibibytes = deviceGibibytes();
  const found = memoryProblem(name, estimate, { gibibytes, largestBinding: null });
  const problem: Memory['problem'] =
    found === null ? null : found.certain ? { limit: 'addresses' } : { limit: 'device', gibibytes: gibibytes ?? 0 };
  return { peak: estimate.peak, weights: estimate.weights, file: checkpointBytes(architecture), problem };
});

/**
 * Reads the model's sides, a kilobyte, whenever another federation is shown. One that lies elsewhere is looked at once
 * somebody has joined: who only reads what is asked is told of to nobody else. @returns the way to stop
 */
export function watchMemory(): () => void {
  return effect(() => {
    const state = home.value;
    if (state.status !== 'ready' || sides.peek()?.location === state.federation.manifest.model.location) return;
    const { manifest } = state.federation;
    if (modelHost(manifest) === null || joined.value) void readSides(manifest);
  });
}

async function readSides({ model: { location } }: Manifest): Promise<void> {
  try {
    const response = await fetch(new URL(`${location.replace(/\/$/, '')}/config.json`, document.baseURI));
    sides.value = { location, architecture: parseConfig(await response.json()) };
  } catch {
    // Joining reads it again, and says what is wrong with it.
  }
}
