import { computed, effect, signal } from '@preact/signals';
import { joined, slice } from '../session.ts';
import { now } from '../ticker.ts';
import { hourly } from './figures.ts';

/** When this visit's first message was counted, milliseconds since 1970; null before. */
const began = signal<number | null>(null);

/** Bytes of this visit, files left out, and what that makes in an hour: null before it can be told. */
export const dataUse = computed(() => {
  const { up, down } = slice('traffic');
  const since = began.value;
  return { bytes: up + down, perHour: since === null ? null : hourly(up + down, now.value - since) };
});

/** @returns stops it */
export function watchDataUse(): () => void {
  return effect(() => {
    const { up, down } = slice('traffic');
    if (!joined.value || up + down === 0) began.value = null;
    else began.value = began.peek() ?? Date.now();
  });
}
