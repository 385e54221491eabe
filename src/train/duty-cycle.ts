/** Seconds of rest that are not worth a timer. */
const SHORT = 0.001;

/**
 * Spreads computing over time, so that it takes a share of it and a device stays cool: after w seconds of work at share
 * s come w (1 - s) / s seconds of rest. Whatever else is waited for meanwhile counts as rest.
 */
export class DutyCycle {
  /** Seconds of work that have not been rested from, and when the last of it ended. */
  #worked = 0;
  #ended = 0;

  /** Work was done between two times, in seconds. */
  worked(from: number, to: number, share: number): void {
    const before = this.left(from, share);
    this.#worked = to - from + (before > 0 ? before / restPerWork(share) : 0);
    this.#ended = to;
  }

  /** Seconds of rest that are left, at the share that holds now: who may compute more need not wait for the rest. */
  left(now: number, share: number): number {
    const left = this.#worked * restPerWork(share) - (now - this.#ended);
    return left > SHORT ? left : 0;
  }
}

function restPerWork(share: number): number {
  return (1 - share) / share;
}
