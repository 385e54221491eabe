/** Runs jobs one after another, in the order asked: an engine takes one call at a time. */
export class Mutex {
  #last: Promise<unknown> = Promise.resolve();

  run<T>(job: () => Promise<T>): Promise<T> {
    const result = this.#last.then(turn).then(job);
    this.#last = result.catch(() => {});
    return result;
  }
}

/**
 * One turn of the event loop. An engine's promises are settled within its call, so without this a whole round would run
 * without a message of the page or the relay, a pause, a question or a lock's renewal coming through.
 * By a message, since browsers hold back a timer that follows on others by 4 ms.
 */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener('message', () => {
      port1.close();
      resolve();
    });
    port1.start();
    port2.postMessage(null);
  });
}
