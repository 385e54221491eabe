/** One call at a time: turns a second call during the first into an error, where it would spoil the scratch silently. */
export class Turns {
  #busy = false;
  #last: Promise<unknown> = Promise.resolve();
  #closed = false;

  /** @throws Error when another call is under way, or after `close`. */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    if (this.#closed) throw new Error('This engine was closed.');
    if (this.#busy) throw new Error('The engine was called while a call was under way: await one before the next.');
    this.#busy = true;
    const call = work();
    this.#last = call.catch(() => {});
    try {
      return await call;
    } finally {
      this.#busy = false;
    }
  }

  /** Settles when the call under way has. */
  async over(): Promise<void> {
    await this.#last;
  }

  /** @returns whether this was the first time */
  close(): boolean {
    const first = !this.#closed;
    this.#closed = true;
    return first;
  }
}
