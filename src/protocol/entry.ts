import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { FormatError, Reader, Writer } from './bytes.ts';
import type { Hash, ParticipantId, Sequence } from './ids.ts';

/** One participant's part of a round. */
export interface EntryPart {
  readonly participant: ParticipantId;
  readonly examples: number;
  readonly scalars: Float32Array;
}

/** A closed round, and the chain value that it was opened on. */
export type Entry = PrivateEntry | SharedEntry;

/** Everyone's scalars, each for directions of its own. */
export interface PrivateEntry {
  readonly kind: 'private';
  readonly sequence: Sequence;
  readonly previous: Hash;
  /** In ascending order of participant id, each once. */
  readonly parts: readonly EntryPart[];
}

/** A round on shared directions: as large with two participants as with thousands, and silent about each of them. */
export interface SharedEntry {
  readonly kind: 'shared';
  readonly sequence: Sequence;
  readonly previous: Hash;
  readonly participants: number;
  /** Weighted mean over the participants, step by step, one for each direction. */
  readonly coefficients: Float32Array;
}

/** First byte of an entry. A number is never given to another kind. */
const KINDS = { private: 1, shared: 2 } as const;

/** The one encoding of an entry: what is stored, hashed and sent. Parts are put in order. */
export function encodeEntry(entry: Entry): Uint8Array<ArrayBuffer> {
  const writer = new Writer().u8(KINDS[entry.kind]).u32(entry.sequence).hex(entry.previous);
  if (entry.kind === 'shared') {
    writer.u16(entry.participants).u32(entry.coefficients.length).floats(entry.coefficients);
    return writer.done();
  }
  writer.u16(entry.parts.length);
  for (const part of inOrder(entry.parts)) {
    writer.hex(part.participant).u32(part.examples).u16(part.scalars.length).floats(part.scalars);
  }
  return writer.done();
}

/** By participant: the order in which sums over a round are taken, so that all who take them get the same bits. */
export function inOrder(parts: readonly EntryPart[]): EntryPart[] {
  return parts.toSorted((a, b) => (a.participant < b.participant ? -1 : 1));
}

/** @throws FormatError when the bytes are not one canonical entry. */
export function decodeEntry(bytes: Uint8Array): Entry {
  const reader = new Reader(bytes);
  const kind = reader.u8();
  const sequence = reader.u32() as Sequence;
  const previous = reader.hex(32) as Hash;
  if (kind === KINDS.shared) {
    const participants = reader.u16();
    const coefficients = reader.floats(reader.u32());
    reader.end();
    return { kind: 'shared', sequence, previous, participants, coefficients };
  }
  if (kind !== KINDS.private) throw new FormatError(`Entry of unknown kind ${kind}.`);
  const parts: EntryPart[] = [];
  for (let left = reader.u16(); left > 0; left--) {
    const participant = reader.hex(16) as ParticipantId;
    const before = parts.at(-1);
    if (before && before.participant >= participant) throw new FormatError('Parts of an entry are out of order.');
    const examples = reader.u32();
    parts.push({ participant, examples, scalars: reader.floats(reader.u16()) });
  }
  reader.end();
  return { kind: 'private', sequence, previous, parts };
}

/** How many took part in a round. */
export function participantsOf(entry: Entry): number {
  return entry.kind === 'shared' ? entry.participants : entry.parts.length;
}

/** The chain value after an entry. The entry holds the value before it, so this binds the whole log. */
export function entryHash(bytes: Uint8Array): Hash {
  return bytesToHex(sha256(bytes)) as Hash;
}
