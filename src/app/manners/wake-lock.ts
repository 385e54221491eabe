import { effect } from '@preact/signals';
import { joined } from '../session.ts';
import { settings } from './state.ts';
import { hidden } from './surroundings.ts';

/** Screens can be kept on: over https or on this very device, in browsers that know how. */
export const canKeepAwake = typeof navigator !== 'undefined' && 'wakeLock' in navigator;

/** Keeps the screen on while contributing, where that is wished. @returns stops it */
export function keepAwake(): () => void {
  if (!canKeepAwake) return () => {};
  return effect(() => {
    // The browser takes the lock away with the tab's view, so it is asked for again on every return.
    if (!settings.value.awake || !joined.value || hidden.value) return;
    let lock: WakeLockSentinel | null = null;
    let over = false;
    void navigator.wakeLock.request('screen').then(
      (granted) => {
        lock = granted;
        if (over) void lock.release();
      },
      // Refused, as where the battery is low: the screen goes off as always.
      () => {},
    );
    return () => {
      over = true;
      void lock?.release();
    };
  });
}
