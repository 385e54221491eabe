/** Milliseconds of the first wait, and of the longest. */
const FIRST = 500;
const LONGEST = 30_000;
/** Clients that come back in a second, on average: a relay on two cores takes several times as many. */
const ARRIVALS_PER_SECOND = 200;

function ceiling(attempt: number): number {
  return Math.min(LONGEST, FIRST * 2 ** (attempt - 1));
}

/**
 * Milliseconds to wait before attempt `attempt` (1, 2, 3, ...) to fetch something: exponential with full jitter,
 * so that thousands of clients do not return in the same second after a restart.
 * Source: Brooker, "Exponential backoff and jitter" (2015). Half of the wait is kept, lest a client hammer the relay.
 */
export function backoff(attempt: number, random: () => number): number {
  return ceiling(attempt) / 2 + (random() * ceiling(attempt)) / 2;
}

/** Who comes back with this client when a relay's connections end all at once. */
export interface Crowd {
  /** Clients that were connected. */
  readonly connected: number;
  /** Milliseconds over which the relay asked them to spread; 0 where it did not. */
  readonly within: number;
}

/**
 * Milliseconds to wait before attempt `attempt` (1, 2, 3, ...) to reconnect. The first is uniform from 0 on, over a time
 * that grows with the crowd, so that no second sees more of it than others. Later ones keep half of their wait, and
 * spread as widely: a relay that is slow to come back does not find everybody at its door.
 */
export function returnWait(attempt: number, { connected, within }: Crowd, random: () => number): number {
  const spread = Math.max(ceiling(attempt), (connected / ARRIVALS_PER_SECOND) * 1000, within);
  return attempt === 1 ? random() * spread : spread / 2 + (random() * spread) / 2;
}
