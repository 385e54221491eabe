import { computed, effect, signal } from '@preact/signals';
import { prefer, preference } from '../storage.ts';
import { type Draft, EMPTY, readDraft } from './draft.ts';
import { drafted } from './manifest.ts';
import type { Step } from './steps.ts';

/** The federation that is being made; it outlives a reload. */
export const draft = signal<Draft>(EMPTY);
/** What it comes to now. */
export const state = computed(() => drafted(draft.value));
/** Null until it is known whether there is a draft from before. */
export const opened = signal(false);
/** Steps that somebody wanted to leave: what is still empty there is told from then on. */
export const tried = signal<ReadonlySet<Step>>(new Set());

/** Milliseconds after the last change until it is kept. */
const PAUSE = 400;

let opening: Promise<void> | null = null;
let timer = 0;

/**
 * Brings the draft of an earlier visit, and keeps what changes from then on. Safe to call twice.
 * @param begin what a first draft starts with
 */
export function openDraft(begin: () => void): Promise<void> {
  opening ??= bring(begin);
  return opening;
}

async function bring(begin: () => void): Promise<void> {
  const json = await preference('create');
  const before = json === null ? null : readDraft(json);
  if (before) draft.value = before;
  else begin();
  opened.value = true;
  let isFirst = true;
  effect(() => {
    const text = JSON.stringify(draft.value);
    if (isFirst) {
      isFirst = false;
      return;
    }
    clearTimeout(timer);
    timer = window.setTimeout(() => void prefer('create', text), PAUSE);
  });
  // A phone may end the page as soon as it is out of sight.
  addEventListener('pagehide', keepNow);
}

function keepNow(): void {
  clearTimeout(timer);
  void prefer('create', JSON.stringify(draft.peek()));
}

export function change(changes: Partial<Draft>): void {
  draft.value = { ...draft.peek(), ...changes };
}

/** Changes one of the draft's groups, such as `round`. */
export function changeIn<Key extends 'round' | 'preset' | 'own' | 'guard' | 'evaluate' | 'learnedClip'>(
  key: Key,
  changes: Partial<Draft[Key]>,
): void {
  change({ [key]: { ...draft.peek()[key], ...changes } });
}

/** Begins anew. */
export function discard(): void {
  tried.value = new Set();
  draft.value = EMPTY;
}
