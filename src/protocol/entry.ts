import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { FormatError, Reader, Writer } from './bytes.ts';
import type { Hash, ParticipantId, Sequence } from './ids.ts';

/** One participant's part of a round, as the log keeps it. */
export interface EntryPart {
  readonly participant: ParticipantId;
  readonly examples: number;
  readonly scalars: Float32Array;
}

/** A closed round: the chain value that it was opened on, and everyone's scalars. */
export interface Entry {
  readonly sequence: Sequence;
  readonly previous: Hash;
  /** In ascending order of participant id, each once. */
  readonly parts: readonly EntryPart[];
}

/** First byte of an entry: a closed round. Other kinds may follow in later versions. */
const KIND_ROUND = 1;

/** The one encoding of an entry: what is stored, hashed and sent. Parts are put in order. */
export function encodeEntry({ sequence, previous, parts }: Entry): Uint8Array<ArrayBuffer> {
  const writer = new Writer().u8(KIND_ROUND).u32(sequence).hex(previous).u16(parts.length);
  for (const part of parts.toSorted((a, b) => (a.participant < b.participant ? -1 : 1))) {
    writer.hex(part.participant).u32(part.examples).u16(part.scalars.length).floats(part.scalars);
  }
  return writer.done();
}

/** @throws FormatError when the bytes are not one canonical entry. */
export function decodeEntry(bytes: Uint8Array): Entry {
  const reader = new Reader(bytes);
  const kind = reader.u8();
  if (kind !== KIND_ROUND) throw new FormatError(`Entry of unknown kind ${kind}.`);
  const sequence = reader.u32() as Sequence;
  const previous = reader.hex(32) as Hash;
  const parts: EntryPart[] = [];
  for (let left = reader.u16(); left > 0; left--) {
    const participant = reader.hex(16) as ParticipantId;
    const before = parts.at(-1);
    if (before && before.participant >= participant) throw new FormatError('Parts of an entry are out of order.');
    const examples = reader.u32();
    parts.push({ participant, examples, scalars: reader.floats(reader.u16()) });
  }
  reader.end();
  return { sequence, previous, parts };
}

/** The chain value after an entry. The entry holds the value before it, so this binds the whole log. */
export function entryHash(bytes: Uint8Array): Hash {
  return bytesToHex(sha256(bytes)) as Hash;
}
