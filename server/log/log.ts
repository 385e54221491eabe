import type { Contribution, Epoch, Hash, Manifest, ParticipantId, Sequence } from '../../src/protocol/index.ts';

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
}

/** One change of a log. */
export type Write =
  | { readonly type: 'open'; readonly round: OpenRound }
  /** The open round goes on: another deadline, more clients asked. */
  | { readonly type: 'extend'; readonly deadline: number; readonly asked: readonly ParticipantId[] }
  | { readonly type: 'contribution'; readonly stored: StoredContribution }
  /** Appends an entry and ends the open round, contributions and all. */
  | {
      readonly type: 'append';
      readonly sequence: Sequence;
      readonly previous: Hash;
      readonly chain: Hash;
      readonly bytes: Uint8Array;
      /** Whose contributions are in it: an entry of shared directions does not say. */
      readonly participants: readonly ParticipantId[];
      readonly at: number;
    }
  | { readonly type: 'fingerprint'; readonly sequence: Sequence; readonly fingerprint: string }
  /** Records a snapshot and forgets all but the newest `keep`. */
  | { readonly type: 'snapshot'; readonly snapshot: SnapshotRecord; readonly keep: number };

/**
 * One federation's log, append-only and gapless, with the state of its open round.
 *
 * - `commit` is atomic: all of its writes, in order, or none. It resolves when they would survive a power cut.
 * - Calls of `commit` are made one after another; reads may overlap them and see what was committed before they began.
 * - A write that contradicts the log is a `LogError` and changes nothing: an entry that does not follow the head,
 *   a second open round, a contribution to a round that is not open, or a second one of the same participant.
 * - `entries` returns entries from, from + 1, ... without a gap: at least one where there is one,
 *   and no more than `maxBytes` of them beyond the first.
 */
export interface Log {
  readonly epoch: Epoch;
  state(): Promise<LogState>;
  commit(writes: readonly Write[]): Promise<void>;
  entries(from: Sequence, maxBytes: number): Promise<Uint8Array[]>;
  /** Whether entry `sequence` is there and holds a contribution of this participant. */
  contributed(sequence: Sequence, participant: ParticipantId): Promise<boolean>;
  /** Bytes of all entries after entry `after`. */
  entryBytes(after: Sequence): Promise<number>;
  fingerprint(sequence: Sequence): Promise<string | null>;
  /** Those of states `from` to `to`, both included, in order. */
  fingerprints(from: Sequence, to: Sequence): Promise<PublishedFingerprint[]>;
  /** Newest first. */
  snapshots(): Promise<SnapshotRecord[]>;
}

/** All logs of a relay. */
export interface LogStore {
  /**
   * A federation's log, begun with a new epoch where there was none.
   * @param drawEpoch called only then
   * @throws LogError when a log of that federation belongs to another manifest
   */
  open(manifest: Manifest, drawEpoch: () => Epoch): Promise<Log>;
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
