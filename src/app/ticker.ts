import { signal } from '@preact/signals';

/** The time, to the second: read by whatever counts seconds. */
export const now = signal(Date.now());

setInterval(() => {
  if (!document.hidden) now.value = Date.now();
}, 1000);
