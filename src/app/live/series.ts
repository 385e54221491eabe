/**
 * A line of a chart in bounded memory: when full, every two neighbours become their mean.
 * So it always covers the whole history, and an hour of steps costs no more than a minute of them.
 */
export class Series {
  readonly #x: Float64Array;
  readonly #y: Float64Array;
  #length = 0;
  /** Samples that one point stands for; and the samples of the point under way. */
  #stride = 1;
  #pending = 0;
  #sumX = 0;
  #sumY = 0;

  /** @param capacity points at most, an even number */
  constructor(capacity: number) {
    if (capacity < 2 || capacity % 2 !== 0) throw new RangeError('A series needs an even capacity of at least 2.');
    this.#x = new Float64Array(capacity);
    this.#y = new Float64Array(capacity);
  }

  get length(): number {
    return this.#length;
  }

  push(x: number, y: number): void {
    this.#sumX += x;
    this.#sumY += y;
    if (++this.#pending < this.#stride) return;
    if (this.#length === this.#x.length) this.#halve();
    else this.#store();
  }

  clear(): void {
    this.#length = this.#pending = this.#sumX = this.#sumY = 0;
    this.#stride = 1;
  }

  /** Views of the points so far; they show later points too, so copy what must stay. */
  points(): readonly [x: Float64Array, y: Float64Array] {
    return [this.#x.subarray(0, this.#length), this.#y.subarray(0, this.#length)];
  }

  #store(): void {
    this.#x[this.#length] = this.#sumX / this.#pending;
    this.#y[this.#length] = this.#sumY / this.#pending;
    this.#length++;
    this.#pending = this.#sumX = this.#sumY = 0;
  }

  /** The sample under way stays pending: it is the first half of a point of twice the stride. */
  #halve(): void {
    for (let i = 0; i < this.#length / 2; i++) {
      this.#x[i] = (this.#x[2 * i]! + this.#x[2 * i + 1]!) / 2;
      this.#y[i] = (this.#y[2 * i]! + this.#y[2 * i + 1]!) / 2;
    }
    this.#length /= 2;
    this.#stride *= 2;
  }
}

/**
 * Exponential moving average with the start's bias removed (Kingma and Ba 2015, section 3).
 * @param memory steps that it looks back on, roughly
 */
export function smooth(values: Float64Array, memory: number): Float64Array {
  const decay = 1 - 1 / memory;
  let average = 0;
  let weight = 0;
  return values.map((value) => {
    average = decay * average + (1 - decay) * value;
    weight = decay * weight + (1 - decay);
    return average / weight;
  });
}
