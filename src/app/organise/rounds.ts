import { MAX_ROLLBACK_BYTES, type Overview, type RoundView } from '../../protocol/index.ts';

/** Rounds that the page keeps, the newest: what a long watch may take of a phone's memory. */
const KEPT = 2000;

/** What the page knows of a federation, more with each answer. */
export interface Watched {
  readonly overview: Overview;
  /** Of all answers so far, by number. */
  readonly rounds: readonly RoundView[];
}

/** Adds an answer to what was known; a federation that began anew replaces it. */
export function withAnswer(known: Watched | null, overview: Overview): Watched {
  if (!known || overview.sequence < known.overview.sequence) return { overview, rounds: overview.rounds };
  const byNumber = new Map(known.rounds.map((round) => [round.number, round]));
  for (const round of overview.rounds) byNumber.set(round.number, round);
  const rounds = [...byNumber.values()].sort((a, b) => a.number - b.number).slice(-KEPT);
  return { overview, rounds };
}

/** The number to ask for more rounds since. */
export function lastRound(known: Watched | null): number {
  return known?.rounds.at(-1)?.number ?? 0;
}

/** Participants that a round asked and that it closed without: those who came late are among them. */
export function dropOuts({ asked, contributed }: RoundView): number {
  return Math.max(0, asked - contributed);
}

/** Milliseconds from one look at the relay to the next; longer and longer where it does not answer. */
export function pauseAfter(failures: number): number {
  return Math.min(60_000, 4000 * 2 ** failures);
}

/** How far a rollback can go back. */
export interface Reach {
  /** The earliest state; the last one where nothing can be taken back. */
  readonly earliest: number;
  /** Bytes that a rollback to each of the states from `earliest` on has to hold, by state. */
  readonly bytes: ReadonlyMap<number, number>;
}

/**
 * Reckoned from the sizes of the rounds that are known. An entry that is no known round was a rollback, which holds what
 * it took back: the newest of these counts with all bytes of the log that no round explains.
 * @param logBytes of all entries
 */
export function reachOf(rounds: readonly RoundView[], sequence: number, logBytes: number): Reach {
  const sizes = new Map(rounds.map((round) => [round.number, round.bytes]));
  const explained = rounds.reduce((sum, round) => sum + round.bytes, 0);
  let unexplained = Math.max(0, logBytes - explained);
  const bytes = new Map<number, number>();
  const oldest = rounds[0]?.number ?? sequence + 1;
  // An entry's kind and state, then each entry that is taken back behind its length.
  let held = 6;
  let earliest = sequence;
  for (let entry = sequence; entry >= Math.max(1, oldest); entry--) {
    const known = sizes.get(entry);
    held += 4 + (known ?? unexplained);
    if (known === undefined) unexplained = 0;
    if (held > MAX_ROLLBACK_BYTES) break;
    earliest = entry - 1;
    bytes.set(earliest, held);
  }
  return { earliest, bytes };
}

/** A round as a bar of the timeline: shares of its width and height in [0, 1]. */
export interface Bar {
  readonly round: RoundView;
  readonly from: number;
  readonly to: number;
  readonly filled: number;
}

/** The rounds from the first's opening to `until`, milliseconds since 1970, on one line of time. */
export function barsOf(rounds: readonly RoundView[], until: number): readonly Bar[] {
  const from = rounds[0]?.openedAt ?? until;
  const span = Math.max(1, until - from);
  return rounds.map((round) => ({
    round,
    from: (round.openedAt - from) / span,
    to: (round.closedAt - from) / span,
    filled: round.asked === 0 ? 0 : Math.min(1, round.contributed / round.asked),
  }));
}
