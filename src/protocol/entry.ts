import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Hash, ParticipantId, Sequence } from './ids.ts';

/**
 * Bytes of a rollback at most: a client holds one in memory whole. What is more cannot be taken back, nor in steps, since a
 * rollback holds those before it.
 */
export const MAX_ROLLBACK_BYTES = 4 << 20;
/** A rollback takes back rollbacks, which take back rollbacks: this many, one in another, the outermost included. */
export const MAX_ROLLBACK_DEPTH = 8;

/** One participant's part of a round. */
export interface EntryPart {
  readonly participant: ParticipantId;
  readonly examples: number;
  readonly scalars: Float32Array;
}

/** A part that came after its round had closed. Its directions and learning rate are those of its own round. */
export interface LatePart extends EntryPart {
  /** Below the number of the entry that it is in. */
  readonly round: Sequence;
  /** The chain value that the round was opened on. */
  readonly chain: Hash;
}

/** What the log appends: a closed round and the chain value that it was opened on, or a rollback. */
export type Entry = PrivateEntry | SharedEntry | RollbackEntry;

/** Everyone's scalars, each for directions of its own. */
export interface PrivateEntry {
  readonly kind: 'private';
  readonly sequence: Sequence;
  readonly previous: Hash;
  /** In ascending order of participant id, each once. */
  readonly parts: readonly EntryPart[];
  /** Of earlier rounds, in ascending order of round and participant id, each pair once. */
  readonly late: readonly LatePart[];
}

/** A round on shared directions: as large with two participants as with thousands, and silent about each of them. */
export interface SharedEntry {
  readonly kind: 'shared';
  readonly sequence: Sequence;
  readonly previous: Hash;
  readonly participants: number;
  /** What the participants' coefficients come to, step by step, one for each direction. */
  readonly coefficients: Float32Array;
}

/**
 * Takes back every entry after `to`: its updates are theirs negated, which is exact. It holds them whole, so that whoever
 * applies it has to look nothing up, and can check that they are the log's own.
 */
export interface RollbackEntry {
  readonly kind: 'rollback';
  readonly sequence: Sequence;
  readonly previous: Hash;
  /** The model is then as it was after this entry; 0 is the base model. */
  readonly to: Sequence;
  /** Entries `to + 1` to `sequence - 1` as they were stored, in order. */
  readonly undone: readonly Uint8Array[];
}

/** By participant: the order in which sums over a round are taken, so that all who take them get the same bits. */
export function inOrder<Part extends EntryPart>(parts: readonly Part[]): Part[] {
  return parts.toSorted((a, b) => (a.participant < b.participant ? -1 : 1));
}

/** Late parts by round, then by participant. */
export function lateInOrder(late: readonly LatePart[]): LatePart[] {
  return late.toSorted((a, b) => a.round - b.round || (a.participant < b.participant ? -1 : 1));
}

/** How many took part in an entry's own round, latecomers of earlier ones not counted; none in a rollback. */
export function participantsOf(entry: Entry): number {
  switch (entry.kind) {
    case 'private':
      return entry.parts.length;
    case 'shared':
      return entry.participants;
    case 'rollback':
      return 0;
    default:
      return entry satisfies never;
  }
}

/** The chain value after an entry. The entry holds the value before it, so this binds the whole log. */
export function entryHash(bytes: Uint8Array): Hash {
  return bytesToHex(sha256(bytes)) as Hash;
}
