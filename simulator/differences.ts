import { type Update, negate } from '../src/lattice/index.ts';

/** An update forwards, and how often each view and the engine have it: less than 0 times where they took it back. */
interface Line {
  readonly update: Update;
  readonly views: Int32Array;
  engine: number;
}

/**
 * Which updates each of several views of one lattice has, and which the lattice itself has at the moment. What all views
 * have is forgotten, so only their differences are kept. Exact, since updates commute and cancel (src/lattice).
 */
export class Differences {
  readonly #count: number;
  readonly #lines = new Map<string, Line>();

  /** @param count of views, which are equal to each other and to the lattice at first */
  constructor(count: number) {
    this.#count = count;
  }

  /** Updates in which the views or the lattice differ. */
  get size(): number {
    return this.#lines.size;
  }

  /** Notes that a view has taken updates. @throws RangeError when one is no number; nothing is noted then. */
  add(view: number, updates: readonly Update[]): void {
    const odd = updates.find(({ step }) => !Number.isFinite(step));
    if (odd) throw new RangeError(`An update's step of ${odd.step} is beyond the lattice.`);
    for (const update of updates.filter(({ step }) => step !== 0)) {
      // Taking an update back is having it once less.
      const forwards = update.step < 0 ? negate(update) : update;
      const { key, from, to, step } = forwards;
      const name = `${key[0]},${key[1]},${from},${to},${step}`;
      const line = this.#lines.get(name) ?? { update: forwards, views: new Int32Array(this.#count), engine: 0 };
      this.#lines.set(name, line);
      line.views[view]! += update.step < 0 ? -1 : 1;
      this.#forget(name, line);
    }
  }

  /** What takes the lattice from where it is to a view's weights. */
  missing(view: number): Update[] {
    const missing: Update[] = [];
    for (const { update, views, engine } of this.#lines.values()) {
      const times = views[view]! - engine;
      // Not the step times the difference: each update is rounded by itself.
      for (let left = Math.abs(times); left > 0; left--) missing.push(times > 0 ? update : negate(update));
    }
    return missing;
  }

  /** Notes that the lattice has a view's weights now. */
  moved(view: number): void {
    for (const [name, line] of this.#lines) {
      line.engine = line.views[view]!;
      this.#forget(name, line);
    }
  }

  /** What every view has is the new beginning; the lattice may not be there yet. */
  #forget(name: string, line: Line): void {
    const common = line.views[0]!;
    if (line.views.some((times) => times !== common)) return;
    line.views.fill(0);
    line.engine -= common;
    if (line.engine === 0) this.#lines.delete(name);
  }
}
