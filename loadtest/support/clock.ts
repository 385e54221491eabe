/** Milliseconds of the machine's steady clock: the same for all processes on it, unlike `performance.now`. */
export function steadyNow(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

export function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    if (signal?.aborted) done();
    else signal?.addEventListener('abort', done);
  });
}
