/**
 * A lock between all tabs and workers of this browser, held while `run` is under way.
 * It is free again once `run` has settled, and soon after its tab is gone.
 *
 * @param signal ends the wait: the promise is rejected with its reason. While `run` is under way it is passed on.
 * @param onWaiting called once, if another holds the lock
 * @param run gets a signal that fires when `signal` does, and when the lock was lost: it then has to stop
 */
export type WithLock = <T>(
  signal: AbortSignal,
  onWaiting: () => void,
  run: (signal: AbortSignal) => Promise<T>,
) => Promise<T>;
