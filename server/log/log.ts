import type { AccessStore } from '../access/index.ts';
import {
  type Contribution,
  type Epoch,
  type EvaluationView,
  type Hash,
  MAX_LATE,
  type Manifest,
  type ParticipantId,
  type RoundView,
  type Sequence,
} from '../../src/protocol/index.ts';

/** The end of a log: the number of its last entry and the chain value after it. Sequence 0 is the manifest's hash. */
export interface Head {
  readonly sequence: Sequence;
  readonly chain: Hash;
}

/** A contribution that was accepted, and when (milliseconds since 1970). */
export interface StoredContribution {
  readonly participant: ParticipantId;
  readonly contribution: Contribution;
  readonly at: number;
}

/** The round that will append entry `number`. Times in milliseconds since 1970. */
export interface OpenRound {
  readonly number: Sequence;
  /** The chain value that it was opened on. */
  readonly chain: Hash;
  readonly openedAt: number;
  readonly deadline: number;
  readonly asked: readonly ParticipantId[];
  /** In the order of arrival. */
  readonly contributions: readonly StoredContribution[];
}

/**
 * Closed rounds that a log keeps a record of: what deadlines, over-selection and the learned bound are learned from, and
 * who may come late.
 */
export const RECENT_ROUNDS = MAX_LATE;

/** What is remembered of a round once it is closed. */
export interface ClosedRound {
  readonly number: Sequence;
  /** The chain value that it was opened on. */
  readonly chain: Hash;
  /** Milliseconds since 1970. */
  readonly openedAt: number;
  readonly asked: number;
  readonly contributed: number;
  /** Asked who had their time and did not report. One who was still at it when the target was reached soon is not. */
  readonly silent: number;
  /** Milliseconds from an opening to each report, latecomers' to earlier rounds among them; a sample where many. */
  readonly reports: readonly number[];
  /** Root mean square of each contribution's scalars; a sample where there are many. */
  readonly norms: readonly number[];
  /** Asked whose contribution is in no entry and on no way into one. Empty where the manifest takes nothing late. */
  readonly missing: readonly ParticipantId[];
}

/** Whether rounds open, and why not. Stopped is for good; archived is that, and nobody is let in. */
export interface Status {
  readonly state: 'running' | 'paused' | 'stopped' | 'archived';
  readonly cause: 'none' | 'organiser' | 'guard';
  /** The organiser's own, or the guard's: foreign text. */
  readonly words: string;
}

/** What the guard knows of held-out losses, in nats. */
export interface GuardState {
  /** The lowest that a state was judged at; null before the first. */
  readonly best: number | null;
  /** States in a row, up to the last one judged, that lie too far above it. */
  readonly above: number;
  /** The last state that was judged. */
  readonly judged: Sequence | null;
}

export const RUNNING: Status = { state: 'running', cause: 'none', words: '' };
export const UNGUARDED: GuardState = { best: null, above: 0, judged: null };

/** What an organiser is told of a closed round besides its record. */
export interface RoundNotes {
  /** Contributions of earlier rounds in its entry. */
  readonly late: number;
  /** Contributions to it that were refused, as far as this process saw them. */
  readonly refused: number;
  readonly extended: boolean;
}

/** A closed round as it is kept for good. */
export interface TimelineRow extends RoundView {
  /** As `ClosedRound.silent`. */
  readonly silent: number;
}

/** Of all rounds in the timeline. */
export interface TimelineTotals {
  readonly rounds: number;
  /** Latecomers among them. */
  readonly contributions: number;
  readonly firstAt: number | null;
  readonly lastAt: number | null;
}

/** Who is in an entry: of its round, or late of an earlier one. */
export interface Contributors {
  readonly sequence: Sequence;
  readonly participants: readonly ParticipantId[];
}

/** A snapshot that lies in the data directory. */
export interface SnapshotRecord {
  readonly sequence: Sequence;
  readonly bytes: number;
  readonly sha256: string;
  readonly fingerprint: string;
}

/** What the reconstruction gave for the state after entry `sequence`. */
export interface PublishedFingerprint {
  readonly sequence: Sequence;
  readonly fingerprint: string;
}

/** Everything that a relay needs to go on where it was. */
export interface LogState {
  readonly head: Head;
  readonly round: OpenRound | null;
  /** The newest that the reconstruction has given. */
  readonly fingerprint: PublishedFingerprint | null;
  readonly status: Status;
  readonly guard: GuardState;
  /** Of the newest rounds, `RECENT_ROUNDS` at most, in order of their numbers. Entries from before records have none. */
  readonly recent: readonly ClosedRound[];
  /** Contributions to closed rounds that were accepted and are in no entry yet, by round and participant. */
  readonly late: readonly StoredContribution[];
}

/** One change of a log. */
export type Write =
  | { readonly type: 'open'; readonly round: OpenRound }
  /** The open round goes on: another deadline, more clients asked. */
  | { readonly type: 'extend'; readonly deadline: number; readonly asked: readonly ParticipantId[] }
  | { readonly type: 'contribution'; readonly stored: StoredContribution }
  /** To a round that is closed: the next entry takes it in. */
  | { readonly type: 'late'; readonly stored: StoredContribution }
  /** Drops the open round, to which nobody has contributed. */
  | { readonly type: 'cancel' }
  /** Appends an entry and ends the open round, contributions and all; every late contribution counts as taken in. */
  | {
      readonly type: 'append';
      readonly sequence: Sequence;
      readonly previous: Hash;
      readonly chain: Hash;
      readonly bytes: Uint8Array;
      /** Whose contributions are in it: an entry of shared directions does not say. */
      readonly participants: readonly ParticipantId[];
      readonly at: number;
      /** Null where the entry is no closed round. Only the newest `RECENT_ROUNDS` are kept. */
      readonly record: ClosedRound | null;
      /** Where there is a record; nothing of note where left out. Goes into the timeline. */
      readonly notes?: RoundNotes | null;
    }
  /** Rounds after entry `after` were taken back: nothing is learned from them. */
  | { readonly type: 'forget'; readonly after: Sequence }
  | { readonly type: 'status'; readonly status: Status }
  | { readonly type: 'guard'; readonly guard: GuardState }
  | { readonly type: 'fingerprint'; readonly sequence: Sequence; readonly fingerprint: string }
  /** Takes the place of what was known of the same state and group of fewer participants. */
  | { readonly type: 'evaluations'; readonly evaluations: readonly EvaluationView[] }
  /** Records a snapshot and forgets all but the newest `keep`. */
  | { readonly type: 'snapshot'; readonly snapshot: SnapshotRecord; readonly keep: number };

/**
 * One federation's log, append-only and gapless, with the state of its open round.
 *
 * - `commit` is atomic: all of its writes, in order, or none. It resolves when they would survive a power cut.
 * - Calls of `commit` are made one after another; reads may overlap them and see what was committed before they began.
 * - A write that contradicts the log is a `LogError` and changes nothing: an entry that does not follow the head,
 *   a second open round, a contribution to a round that is not open, a late one to a round that is not closed, a second
 *   one of the same participant, or the end of an open round that somebody has contributed to.
 * - `entries` returns entries from, from + 1, ... without a gap: at least one where there is one,
 *   and no more than `maxBytes` of them beyond the first.
 */
export interface Log {
  readonly epoch: Epoch;
  state(): Promise<LogState>;
  commit(writes: readonly Write[]): Promise<void>;
  entries(from: Sequence, maxBytes: number): Promise<Uint8Array[]>;
  /** Whether the participant's contribution to closed round `sequence` is in its entry, or was accepted late. */
  contributed(sequence: Sequence, participant: ParticipantId): Promise<boolean>;
  /** Bytes of all entries after entry `after`: looked up, not added up. */
  entryBytes(after: Sequence): Promise<number>;
  fingerprint(sequence: Sequence): Promise<string | null>;
  /** Those of states `from` to `to`, both included, in order. */
  fingerprints(from: Sequence, to: Sequence): Promise<PublishedFingerprint[]>;
  /** Newest first. */
  snapshots(): Promise<SnapshotRecord[]>;
  /** The newest `limit` closed rounds with numbers above `after`, oldest first; taken back ones too. */
  timeline(after: Sequence, limit: number): Promise<TimelineRow[]>;
  timelineTotals(): Promise<TimelineTotals>;
  /** Of the newest `limit` states above `after`, oldest first. @param group null: of all groups */
  evaluations(after: Sequence, limit: number, group: string | null): Promise<EvaluationView[]>;
  /** Of entries above `after`, `limit` at most, in order; entries of which nobody is known are left out. */
  contributors(after: Sequence, limit: number): Promise<Contributors[]>;
}

/** What goes into the timeline with an entry; null where it closes no round. */
export function timelineRow({ record, notes, at, bytes }: Write & { type: 'append' }): TimelineRow | null {
  if (!record) return null;
  const { number, openedAt, asked, contributed, silent } = record;
  const { late, refused, extended } = notes ?? { late: 0, refused: 0, extended: false };
  return { number, openedAt, closedAt: at, asked, contributed, silent, late, refused, extended, bytes: bytes.length };
}

/** A federation that an order began. */
export interface KeptFederation {
  readonly id: string;
  /** Null where this version of the program cannot read it, as another may have written it. */
  readonly manifest: Manifest | null;
}

/** All logs of a relay. */
export interface LogStore {
  /** Who may join the federations; in the same place as their logs. */
  readonly access: AccessStore;
  /**
   * A federation's log, begun with a new epoch where there was none.
   * @param drawEpoch called only then
   * @throws LogError when a log of that federation belongs to another manifest
   */
  open(manifest: Manifest, drawEpoch: () => Epoch): Promise<Log>;
  /** Has a federation that was opened be among `kept` from now on. @param now milliseconds since 1970 */
  keep(federation: string, now: number): Promise<void>;
  /** The federations that were begun by an order, oldest first. @param but without these */
  kept(but?: readonly string[]): Promise<KeptFederation[]>;
  /** Safe to call twice. */
  close(): Promise<void>;
}

/** A log that is not what the relay takes it for. */
export class LogError extends Error {
  override readonly name = 'LogError';
}

export function otherManifest(id: string, stored: string, given: string): LogError {
  return new LogError(
    `The log of federation "${id}" belongs to the manifest ${stored.slice(0, 16)}, but it was started with ` +
      `${given.slice(0, 16)}. A changed manifest is another federation: give it another id, restore the old ` +
      'manifest, or start with another data directory.',
  );
}
