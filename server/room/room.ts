import type { Hash, ParticipantId, Sequence } from '../../src/protocol/index.ts';
import type { ClosedRound, GuardState, Head, Status, StoredContribution } from '../log/index.ts';
import type { Clients } from './clients.ts';

/**
 * A federation's rounds as they stand. A room is a value that `step` uses up: what it returns is the room from then on, and
 * the one given is not to be stepped again (which is noticed). So the collections of thousands in it (clients,
 * contributions, awaited, late, missing, ballots) are changed in place, and an event costs the same however many there
 * are; everything else is replaced.
 */
export interface Room {
  /** Counts the steps. */
  readonly turn: Turn;
  readonly head: Head;
  readonly clients: Clients;
  readonly round: Round | null;
  readonly status: Status;
  /** Rounds closed of late, in order. */
  readonly recent: readonly PastRound[];
  /** Contributions to closed rounds that the next entry takes in, by `lateKey`. */
  readonly late: Map<string, StoredContribution>;
  readonly guard: Guard;
}

/** Shared by all rooms of one line: only the newest has its number. */
export interface Turn {
  readonly own: number;
  readonly newest: { number: number };
}

/** The open round. Times in milliseconds since 1970. */
export interface Round {
  readonly number: Sequence;
  /** The chain value that it was opened on. */
  readonly chain: Hash;
  readonly openedAt: number;
  readonly deadline: number;
  readonly asked: ReadonlySet<ParticipantId>;
  /** In the order of arrival. */
  readonly contributions: Map<ParticipantId, StoredContribution>;
  /** Asked, here, and yet to contribute. */
  readonly awaited: Set<ParticipantId>;
  /** When the contribution came that made the quorum. */
  readonly quorumAt: number | null;
}

/** A closed round, with those who may still come late to look up. */
export interface PastRound extends Omit<ClosedRound, 'missing'> {
  readonly missing: Set<ParticipantId>;
}

/** Held-out losses, with those of states that are not judged yet. */
export interface Guard extends GuardState {
  readonly ballots: ReadonlyMap<Sequence, Ballot>;
}

export interface Ballot {
  readonly losses: Map<ParticipantId, { readonly loss: number; readonly weight: number }>;
  readonly quorumAt: number | null;
}

export function lateKey(round: Sequence, participant: ParticipantId): string {
  return `${round} ${participant}`;
}
