/** Something that is to happen, unless it is cancelled before. */
export interface Happening {
  readonly at: number;
  /** Of two at the same time, the one that was asked for first comes first. */
  readonly order: number;
  readonly run: () => void;
  cancelled: boolean;
}

/** What is to happen, earliest first: a binary heap, since a simulated network has hundreds of frames on their way. */
export class Timetable {
  readonly #heap: Happening[] = [];

  add(happening: Happening): void {
    const heap = this.#heap;
    let at = heap.push(happening) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!before(heap[at]!, heap[above]!)) break;
      this.#swap(at, above);
      at = above;
    }
  }

  /** The earliest that was not cancelled. */
  peek(): Happening | null {
    while (this.#heap[0]?.cancelled) this.take();
    return this.#heap[0] ?? null;
  }

  /** Takes out the earliest, cancelled or not. */
  take(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (!last || heap.length === 0) return;
    heap[0] = last;
    for (let at = 0; ;) {
      const left = 2 * at + 1;
      if (left >= heap.length) return;
      const right = left + 1;
      const below = right < heap.length && before(heap[right]!, heap[left]!) ? right : left;
      if (!before(heap[below]!, heap[at]!)) return;
      this.#swap(at, below);
      at = below;
    }
  }

  #swap(a: number, b: number): void {
    const heap = this.#heap;
    [heap[a], heap[b]] = [heap[b]!, heap[a]!];
  }
}

function before(a: Happening, b: Happening): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
