import { randomInt } from 'node:crypto';

/** What a federation takes from the world around it; the simulator brings its own. */
export interface Surroundings {
  /** Milliseconds since 1970. */
  now(): number;
  /** @returns cancels it; safe to call afterwards. */
  after(milliseconds: number, run: () => void): () => void;
  /** An unsigned 32-bit integer. */
  random(): number;
  /** Runs when the events at hand have been taken in, so that what they store is committed together. */
  soon(run: () => void): void;
}

/** What Node's timers take; a longer one would run at once, again and again. */
const LONGEST = 2 ** 31 - 1;

export const realSurroundings: Surroundings = {
  now: Date.now,
  after(milliseconds, run) {
    let timer: NodeJS.Timeout;
    const wait = (left: number): void => {
      timer = setTimeout(() => (left > LONGEST ? wait(left - LONGEST) : run()), Math.min(left, LONGEST));
    };
    wait(milliseconds);
    return () => clearTimeout(timer);
  },
  random: () => randomInt(2 ** 32),
  // After all sockets with something to read were read: one commit serves everybody who spoke at once.
  soon: (run) => void setImmediate(run),
};
