export interface SeriesOptions {
  /** Points at most, an even number. */
  readonly capacity: number;
  /** Numbers of a point; the first one is its place on the x axis. */
  readonly columns: number;
  /** What becomes of two neighbours: their mean, or, for what only counts up, the later one. */
  readonly merge: 'mean' | 'last';
}

/**
 * The lines of a chart in bounded memory: when full, every two neighbours become one.
 * So they always cover the whole history, and an hour of steps costs no more than a minute of them.
 */
export class Series {
  readonly #columns: readonly Float64Array[];
  readonly #merge: SeriesOptions['merge'];
  readonly #capacity: number;
  #length = 0;
  /** Samples that one point stands for; and those of the point under way: how many, and their sums. */
  #stride = 1;
  #pending = 0;
  readonly #sums: Float64Array;

  constructor({ capacity, columns, merge }: SeriesOptions) {
    if (capacity < 2 || capacity % 2 !== 0) throw new RangeError('A series needs an even capacity of at least 2.');
    this.#capacity = capacity;
    this.#merge = merge;
    this.#columns = Array.from({ length: columns }, () => new Float64Array(capacity));
    this.#sums = new Float64Array(columns);
  }

  get length(): number {
    return this.#length;
  }

  /** Points that are a mean of several samples: their x need not be whole. */
  get merged(): boolean {
    return this.#stride > 1;
  }

  /** @param sample one number for each column */
  push(...sample: readonly number[]): void {
    sample.forEach((value, c) => (this.#sums[c] = this.#merge === 'mean' ? this.#sums[c]! + value : value));
    if (++this.#pending < this.#stride) return;
    if (this.#length === this.#capacity) this.#halve();
    else this.#store();
  }

  clear(): void {
    this.#length = this.#pending = 0;
    this.#stride = 1;
    this.#sums.fill(0);
  }

  /** Views of the points so far; they show later points too, so copy what must stay. */
  points(): readonly Float64Array[] {
    return this.#columns.map((column) => column.subarray(0, this.#length));
  }

  #store(): void {
    const count = this.#merge === 'mean' ? this.#pending : 1;
    this.#columns.forEach((column, c) => (column[this.#length] = this.#sums[c]! / count));
    this.#length++;
    this.#pending = 0;
    this.#sums.fill(0);
  }

  /** The sample under way stays pending: it is the first half of a point of twice the stride. */
  #halve(): void {
    for (const column of this.#columns) {
      for (let i = 0; i < this.#length / 2; i++) {
        column[i] = this.#merge === 'mean' ? (column[2 * i]! + column[2 * i + 1]!) / 2 : column[2 * i + 1]!;
      }
    }
    this.#length /= 2;
    this.#stride *= 2;
  }
}
