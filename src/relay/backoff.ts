/** Milliseconds of the first wait, and of the longest. */
const FIRST = 500;
const LONGEST = 30_000;

/**
 * Milliseconds to wait before reconnection attempt `attempt` (1, 2, 3, ...): exponential with full jitter,
 * so that thousands of clients do not return in the same second after a restart.
 * Source: Brooker, "Exponential backoff and jitter" (2015). Half of the wait is kept, lest a client hammer the relay.
 */
export function backoff(attempt: number, random: () => number): number {
  const ceiling = Math.min(LONGEST, FIRST * 2 ** (attempt - 1));
  return ceiling / 2 + (random() * ceiling) / 2;
}
