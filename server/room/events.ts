import type { Contribution, ParticipantId, RefusalReason, Sequence } from '../../src/protocol/index.ts';
import type { Key } from '../../src/random/index.ts';
import type { Head, Status, Write } from '../log/index.ts';
import type { Room, Round } from './room.ts';

/** What an organiser says to a federation. */
export type Command =
  /** `words` for the volunteers: why. 280 bytes of UTF-8 at most. */
  | { readonly do: 'pause' | 'resume' | 'stop' | 'archive'; readonly words: string }
  /** The model as it was after entry `to`. */
  | { readonly do: 'rollback'; readonly to: Sequence };

/** What a client does. */
export type ClientEvent =
  /** It was welcomed; one of the same participant that was here before is gone. */
  | { readonly type: 'join'; readonly participant: ParticipantId }
  /** The client was sent every entry of the log. */
  | { readonly type: 'sync'; readonly participant: ParticipantId }
  | { readonly type: 'ready'; readonly participant: ParticipantId; readonly ready: boolean }
  | { readonly type: 'leave'; readonly participant: ParticipantId }
  | { readonly type: 'contribute'; readonly participant: ParticipantId; readonly contribution: Contribution }
  /** Held-out loss of state `sequence` in nats, over `count` examples. */
  | {
      readonly type: 'evaluate';
      readonly participant: ParticipantId;
      readonly sequence: Sequence;
      readonly loss: number;
      readonly count: number;
      /** Of those; null where it was not told. */
      readonly correct: number | null;
    };

export type RoomEvent =
  | ClientEvent
  /** `id` comes back with the result. */
  | { readonly type: 'command'; readonly id: string; readonly command: Exclude<Command, { do: 'rollback' }> }
  /** Take back everything after `to`. */
  | {
      readonly type: 'rollback';
      readonly id: string;
      readonly to: Sequence;
      /** Entries `to + 1` up to `head`, as they are stored; fewer where the first ones are too many already. */
      readonly undone: readonly Uint8Array[];
      /** The end of the log when they were read. */
      readonly head: Head;
    }
  /** Time has passed. */
  | { readonly type: 'time' };

/** When an event happens, and what chance it brings along. */
export interface Moment {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly seed: Key;
}

/** What follows from an event. In order: nothing is said before everything stored ahead of it is on disk. */
export type Effect =
  | { readonly type: 'store'; readonly write: Write }
  /** Entry and chain value for everybody who is synced. */
  | {
      readonly type: 'entry';
      readonly head: Head;
      readonly bytes: Uint8Array;
      /** The round that it closes; null where it is a rollback, or latecomers alone. */
      readonly round: Round | null;
      /** Latecomers in it. */
      readonly late: number;
    }
  | { readonly type: 'open'; readonly to: readonly ParticipantId[]; readonly round: Round }
  | { readonly type: 'ack'; readonly to: ParticipantId; readonly round: Sequence; readonly since: number }
  | {
      readonly type: 'refuse';
      readonly to: ParticipantId;
      readonly round: Sequence;
      readonly reason: RefusalReason;
    }
  /** The round is closed: acknowledge if the log has the participant's contribution to it, else refuse. [C4] */
  | {
      readonly type: 'look-up';
      readonly participant: ParticipantId;
      readonly round: Sequence;
      readonly reason: RefusalReason;
    }
  /** For everybody; archived: nobody stays. */
  | { readonly type: 'status'; readonly status: Status }
  /** What a command came to; `words` say why it was not done. */
  | { readonly type: 'result'; readonly id: string; readonly ok: boolean; readonly words: string }
  /** The log has grown since its entries were read: read them again. */
  | { readonly type: 'rollback-stale'; readonly id: string; readonly to: Sequence };

export type Step = readonly [Room, readonly Effect[]];

export function store(write: Write): Effect {
  return { type: 'store', write };
}
