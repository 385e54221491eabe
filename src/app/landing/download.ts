import { computed } from '@preact/signals';
import { home } from '../federations.ts';
import { modelFiles } from '../storage.ts';

/** What joining would load, in bytes, and what is on this device already. */
export interface Download {
  readonly model: number;
  readonly present: number;
}

/** Null until everything that it needs is known. */
export const download = computed<Download | null>(() => {
  const state = home.value;
  if (state.status !== 'ready' || modelFiles.value === null) return null;
  const stored = new Set(modelFiles.value.map(({ hash }) => hash));
  const files = state.federation.manifest.model.files;
  const sum = (list: typeof files): number => list.reduce((total, { bytes }) => total + bytes, 0);
  const model = sum(files.filter(({ sha256 }) => !stored.has(sha256)));
  return { model, present: sum(files) - model };
});
