import { untracked, useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

/**
 * What `read` gives, read again when a signal changes that `watch` reads, but after a pause and so not more often than
 * that: for figures and tables, which nobody reads faster.
 * @param pause milliseconds
 */
export function useThrottled<T>(watch: () => void, read: () => T, pause = 1000): T {
  const latest = useRef(read);
  latest.current = read;
  // Counts readings: what is read may be the same object, grown in place.
  const readings = useSignal(0);
  const timer = useRef(0);
  useSignalEffect(() => {
    watch();
    timer.current ||= window.setTimeout(() => {
      timer.current = 0;
      readings.value++;
    }, pause);
  });
  useEffect(() => () => clearTimeout(timer.current), []);
  void readings.value;
  return untracked(() => latest.current());
}
