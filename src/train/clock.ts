/** Time, handed in so that a simulator can own it. */
export interface Clock {
  /** Seconds, from any zero. */
  now(): number;
  /** Calls `then` once after `milliseconds`, unless the returned function is called before. */
  after(milliseconds: number, then: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => performance.now() / 1000,
  after: (milliseconds, then) => {
    const timer = setTimeout(then, milliseconds);
    return () => clearTimeout(timer);
  },
};
