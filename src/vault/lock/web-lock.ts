import type { WithLock } from './lock.ts';

/** The browser's own locks: exact, and free at once when a tab dies. Not on pages without HTTPS. */
export function webLock(locks: LockManager, name: string): WithLock {
  return async (signal, onWaiting, run) => {
    signal.throwIfAborted();
    const ran = await locks.request(name, { ifAvailable: true }, async (lock) =>
      lock ? { value: await run(signal) } : null,
    );
    if (ran) return ran.value;
    onWaiting();
    return locks.request(name, { signal }, () => run(signal));
  };
}
