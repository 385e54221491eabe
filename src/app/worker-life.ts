/** What ends with a worker: whoever waits for its answer. A worker that is gone never answers, nor says that it won't. */
export class WorkerLife {
  readonly #thread: Worker;
  readonly #ended: Promise<never>;
  #end!: (why: Error) => void;

  /**
   * @param stopped what to say to who waits when the worker fails: it could not be loaded, or ran out of memory
   * @param onFailure is called then, once the worker has been ended
   */
  constructor(thread: Worker, stopped: string, onFailure?: () => void) {
    this.#thread = thread;
    this.#ended = new Promise((_, reject) => (this.#end = reject));
    // Nobody may be waiting.
    this.#ended.catch(() => {});
    thread.addEventListener('error', (event) => {
      event.preventDefault();
      // Not every error ends a worker: this one is told to have ended, so nothing of it may go on.
      this.end(stopped);
      onFailure?.();
    });
  }

  /** The worker's answer. @throws Error with a message for a person when the worker ends before */
  answer<T>(call: PromiseLike<T>): Promise<T> {
    return Promise.race([call, this.#ended]);
  }

  /** Ends the worker at once, whatever it does. Safe to call twice. */
  end(why: string): void {
    this.#thread.terminate();
    this.#end(new Error(why));
  }
}
