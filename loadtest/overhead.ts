import { type SeenRound, type Spread, spreadOf } from './support/index.ts';

/** What the relay adds to rounds, in milliseconds; null where no round could tell. */
export interface Overhead {
  /** From the last contribution that closed the round, when it was handed to its socket, to each client's having the entry. */
  readonly entry: Spread | null;
  /** From the same moment to the next round's OPEN at each client that it asked. */
  readonly open: Spread | null;
  /** From a round's first OPEN at a client to its entry at the last client. */
  readonly round: Spread | null;
}

/**
 * Of rounds that closed because the last answer came. Where time closed a round there is no such moment, and where
 * the relay was away in between (`outage`) the client waited for something else.
 *
 * @param complete contributions at which a round closes at once
 */
export function overheadOf(
  rounds: readonly SeenRound[],
  complete: number,
  outage: { readonly from: number; readonly to: number } | null,
): Overhead {
  const byNumber = new Map(rounds.map((seen) => [seen.round, seen]));
  const entry: number[] = [];
  const open: number[] = [];
  const whole: number[] = [];
  for (const { round, participants, lastSent, opened, received } of rounds) {
    const end = received.reduce((latest, at) => Math.max(latest, at), 0);
    const start = opened.reduce((earliest, at) => Math.min(earliest, at), Infinity);
    const isTorn = outage !== null && end >= outage.from && start <= outage.to;
    if (lastSent === null || participants < complete || isTorn || received.length === 0) continue;
    for (const at of received) entry.push(at - lastSent);
    for (const at of byNumber.get(round + 1)?.opened ?? []) open.push(at - lastSent);
    whole.push(end - start);
  }
  return { entry: spreadOf(entry), open: spreadOf(open), round: spreadOf(whole) };
}
