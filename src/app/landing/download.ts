import { computed } from '@preact/signals';
import { home } from '../federations.ts';
import { modelFiles, unfinishedFiles } from '../storage.ts';

/** What joining would load, in bytes, and what is on this device already. */
export interface Download {
  readonly model: number;
  readonly present: number;
  /** Of what is here, that of files which came in part: the download goes on behind it. */
  readonly begun: number;
}

/** Null until everything that it needs is known. */
export const download = computed<Download | null>(() => {
  const state = home.value;
  if (state.status !== 'ready' || modelFiles.value === null) return null;
  const whole = new Set<string>(modelFiles.value.map(({ hash }) => hash));
  const parts = new Map<string, number>(unfinishedFiles.value.map(({ hash, present }) => [hash, present]));
  let [present, begun, total] = [0, 0, 0];
  for (const { sha256, bytes } of state.federation.manifest.model.files) {
    total += bytes;
    if (whole.has(sha256)) present += bytes;
    else begun += parts.get(sha256) ?? 0;
  }
  return { model: total - present - begun, present: present + begun, begun };
});
