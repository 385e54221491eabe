/** Milliseconds that a pace looks back on: long enough to be read, short enough to follow a network that changes. */
const WINDOW = 5000;
/** Before which a pace would be guessing. */
const SHORTEST = 500;

/** How fast bytes come. */
export class Pace {
  readonly #samples: { readonly at: number; readonly bytes: number }[] = [];

  /** @param now milliseconds from any zero @param bytes so far */
  add(now: number, bytes: number): void {
    this.#samples.push({ at: now, bytes });
    while (this.#samples.length > 2 && now - this.#samples[1]!.at > WINDOW) this.#samples.shift();
  }

  /** Bytes a second; 0 where that is not known yet. */
  get perSecond(): number {
    const [first, last] = [this.#samples[0], this.#samples.at(-1)];
    if (!first || !last || last.at - first.at < SHORTEST) return 0;
    return ((last.bytes - first.bytes) / (last.at - first.at)) * 1000;
  }
}
