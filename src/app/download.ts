import { computed, signal } from '@preact/signals';
import runtimeAddress from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import { home } from './federations.ts';
import { modelFiles } from './storage.ts';

/** What joining would load, in bytes; what is on this device already counts only as present. */
export interface Download {
  readonly model: number;
  readonly runtime: number;
  readonly present: number;
}

/** Begins like the vault's name, so that its `wipe` forgets this too. */
const REMEMBERED = 'dandelion-runtime';

const runtimeBytes = signal<number | null>(null);
const runtimePresent = signal(remembered() === runtimeAddress);

/** Null until everything that it needs is known. */
export const download = computed<Download | null>(() => {
  const state = home.value;
  if (state.status !== 'ready' || modelFiles.value === null || runtimeBytes.value === null) return null;
  const stored = new Set(modelFiles.value.map(({ hash }) => hash));
  const files = state.federation.manifest.model.files;
  const missing = files.filter(({ sha256 }) => !stored.has(sha256));
  const sum = (list: typeof files): number => list.reduce((total, { bytes }) => total + bytes, 0);
  const model = sum(missing);
  const runtime = runtimePresent.value ? 0 : runtimeBytes.value;
  return { model, runtime, present: sum(files) - model + runtimeBytes.value - runtime };
});

/** Asks how large the runtime is as it travels, compressed, without loading it. */
export async function measureRuntime(): Promise<void> {
  const response = await fetch(runtimeAddress, { method: 'HEAD' }).catch(() => null);
  // Read to its end, though a HEAD has none: otherwise the browser reports the request as broken off.
  await response?.arrayBuffer().catch(() => null);
  runtimeBytes.value = Number(response?.headers.get('content-length') ?? 0);
}

/** The runtime was loaded, so the browser's cache has it: its name changes with its contents. */
export function rememberRuntime(): void {
  runtimePresent.value = true;
  try {
    localStorage.setItem(REMEMBERED, runtimeAddress);
  } catch {
    // Storage is blocked here; the next visit says a size that may be too large, which is the safe side.
  }
}

function remembered(): string | null {
  try {
    return localStorage.getItem(REMEMBERED);
  } catch {
    return null;
  }
}
