/** Events on their way from whoever makes them to whoever iterates over them. */
export class Mailbox<T> {
  #items: T[] = [];
  #wake: () => void = () => {};

  put(item: T): void {
    this.#items.push(item);
    this.#wake();
  }

  /** Everything that is put until `end` settles. Rejects as `end` does. */
  async *until(end: Promise<unknown>): AsyncGenerator<T, void> {
    let over = false;
    const ended = end.finally(() => {
      over = true;
      this.#wake();
    });
    // Heard of below; a consumer that stopped has its own way to look.
    ended.catch(() => {});
    for (;;) {
      const items = this.#items;
      this.#items = [];
      yield* items;
      if (this.#items.length > 0) continue;
      if (over) break;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    await ended;
  }
}
