import type { Hidden, TokenBatch } from './engine.ts';

/** Block 1's output, wherever an engine keeps its values. */
export class HiddenState<Values> implements Hidden {
  readonly batch: TokenBatch;
  readonly depth: number;
  readonly #free: (values: Values) => void;
  #values: Values | null;

  /** @param free gives the values' memory back, once */
  constructor(batch: TokenBatch, depth: number, values: Values, free: (values: Values) => void = () => {}) {
    this.batch = batch;
    this.depth = depth;
    this.#values = values;
    this.#free = free;
  }

  /** @throws Error after `release`. */
  get values(): Values {
    if (this.#values === null) throw new Error('This hidden state was released already.');
    return this.#values;
  }

  release(): void {
    if (this.#values !== null) this.#free(this.#values);
    this.#values = null;
  }
}
