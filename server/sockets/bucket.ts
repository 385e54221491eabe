interface Level {
  tokens: number;
  at: number;
}

/** Keys that are remembered at most: more than that at once is an attack, which then shares what is left. */
const MAX_KEYS = 100_000;

/** Token buckets, one for each key: so much at once, and so much on the average. */
export class Buckets {
  readonly #burst: number;
  readonly #perMillisecond: number;
  readonly #levels = new Map<string, Level>();

  /** @param burst tokens at once @param perSecond tokens that come back */
  constructor(burst: number, perSecond: number) {
    this.#burst = burst;
    this.#perMillisecond = perSecond / 1000;
  }

  /** Takes a token. @param now milliseconds @returns false where none is left; nothing is taken then */
  take(key: string, now: number): boolean {
    const level = this.#levels.get(key) ?? this.#add(key, now);
    level.tokens = this.#tokens(level, now);
    level.at = now;
    if (level.tokens < 1) return false;
    level.tokens--;
    return true;
  }

  /** Forgets keys whose buckets are full again, so that memory follows who is here. */
  sweep(now: number): void {
    for (const [key, level] of this.#levels) if (this.#tokens(level, now) >= this.#burst) this.#levels.delete(key);
  }

  get size(): number {
    return this.#levels.size;
  }

  #tokens({ tokens, at }: Level, now: number): number {
    // A clock that was set back gives nothing, and takes nothing.
    return Math.min(this.#burst, tokens + Math.max(0, now - at) * this.#perMillisecond);
  }

  #add(key: string, now: number): Level {
    if (this.#levels.size >= MAX_KEYS) {
      const [oldest] = this.#levels.keys();
      if (oldest !== undefined) this.#levels.delete(oldest);
    }
    const level = { tokens: this.#burst, at: now };
    this.#levels.set(key, level);
    return level;
  }
}
