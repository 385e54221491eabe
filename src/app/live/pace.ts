import { median } from './statistics.ts';

const MINUTE = 60_000;
/** The start that later steps are held against: two minutes, without the first steps, in which programs warm up. */
const START = 2 * MINUTE;
const WARM_UP = 3;
/** Steps at least on either side before anything is said of a change. */
const ENOUGH = 10;
/** Steps kept of a minute at most: a median of them is as good. */
const MOST = 2000;

interface Step {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly seconds: number;
  readonly tokens: number;
}

/** How fast a device computes, and whether it has become slower. */
export interface PaceFigures {
  /** Of the last minute: median seconds of a step, and steps and tokens in a second of computing. 0 before a step. */
  readonly stepSeconds: number;
  readonly stepsPerSecond: number;
  readonly tokensPerSecond: number;
  /** How much longer a step takes than at the start, as a share of that; null while it is too early to say. */
  readonly drift: number | null;
}

/**
 * Step times of the start and of the last minute. A browser tells no temperature; that steps become slower while
 * nothing else changes is the sign of a warm device that it gives.
 */
export class Pace {
  #steps = 0;
  #began = 0;
  #start: number[] = [];
  #recent: Step[] = [];

  take(step: Step): void {
    this.#steps++;
    if (this.#steps <= WARM_UP) this.#began = step.time;
    else if (step.time - this.#began <= START && this.#start.length < MOST) this.#start.push(step.seconds);
    this.#recent.push(step);
    const since = step.time - MINUTE;
    const first = this.#recent.findIndex(({ time }) => time > since);
    const drop = Math.max(first, this.#recent.length - MOST);
    if (drop > 0) this.#recent.splice(0, drop);
  }

  /** What was measured so far was another engine's. */
  clear(): void {
    this.#steps = this.#began = 0;
    this.#start = [];
    this.#recent = [];
  }

  figures(): PaceFigures {
    const last = this.#recent.at(-1);
    if (!last) return { stepSeconds: 0, stepsPerSecond: 0, tokensPerSecond: 0, drift: null };
    const stepSeconds = median(this.#recent.map(({ seconds }) => seconds));
    const seconds = this.#recent.reduce((sum, step) => sum + step.seconds, 0);
    const tokens = this.#recent.reduce((sum, step) => sum + step.tokens, 0);
    const isApart = last.time - MINUTE >= this.#began + START;
    const isEnough = Math.min(this.#start.length, this.#recent.length) >= ENOUGH;
    const drift = isApart && isEnough ? stepSeconds / median(this.#start) - 1 : null;
    return { stepSeconds, stepsPerSecond: this.#recent.length / seconds, tokensPerSecond: tokens / seconds, drift };
  }
}
