import { FormatError, Reader, Writer } from './bytes.ts';
import {
  type Entry,
  type EntryPart,
  type LatePart,
  MAX_ROLLBACK_BYTES,
  MAX_ROLLBACK_DEPTH,
  type PrivateEntry,
  type RollbackEntry,
  type SharedEntry,
  entryHash,
  inOrder,
  lateInOrder,
} from './entry.ts';
import type { Hash, ParticipantId, Sequence } from './ids.ts';

/** First byte of an entry. A number is never given to another kind. */
const KINDS = { private: 1, shared: 2, rollback: 3, amended: 4 } as const;
/** Entries that a rollback can count. */
const MAX_UNDONE = 0xffff;

type Place = Pick<Entry, 'sequence' | 'previous'>;

/** The one encoding of an entry: what is stored, hashed and sent. Parts are put in order. */
export function encodeEntry(entry: Entry): Uint8Array<ArrayBuffer> {
  const writer = new Writer().u8(kindOf(entry)).u32(entry.sequence).hex(entry.previous);
  switch (entry.kind) {
    case 'private':
      return writePrivate(writer, entry).done();
    case 'shared':
      return writer.u16(entry.participants).u32(entry.coefficients.length).floats(entry.coefficients).done();
    case 'rollback':
      writer.u32(entry.to).u16(entry.undone.length);
      for (const bytes of entry.undone) writer.u32(bytes.length).bytes(bytes);
      return writer.done();
    default:
      return entry satisfies never;
  }
}

function kindOf(entry: Entry): number {
  return entry.kind === 'private' && entry.late.length > 0 ? KINDS.amended : KINDS[entry.kind];
}

function writePrivate(writer: Writer, { parts, late }: PrivateEntry): Writer {
  const own = ({ participant, examples, scalars }: EntryPart): void => {
    writer.hex(participant).u32(examples).u16(scalars.length).floats(scalars);
  };
  writer.u16(parts.length);
  inOrder(parts).forEach(own);
  if (late.length === 0) return writer;
  writer.u16(late.length);
  for (const part of lateInOrder(late)) {
    writer.u32(part.round).hex(part.chain);
    own(part);
  }
  return writer;
}

/**
 * Bytes and numbers are checked as far as they can be without a manifest: no byte string but an entry's one encoding is
 * taken, and of a rollback everything that it holds too.
 * @throws FormatError when the bytes are not one canonical entry.
 */
export function decodeEntry(bytes: Uint8Array): Entry {
  return decode(bytes, 1);
}

/** @param depth of rollbacks around these bytes, these included */
function decode(bytes: Uint8Array, depth: number): Entry {
  const reader = new Reader(bytes);
  const kind = reader.u8();
  const place = { sequence: reader.u32() as Sequence, previous: reader.hex(32) as Hash };
  const entry = decodeKind(kind, place, reader, depth);
  reader.end();
  return entry;
}

function decodeKind(kind: number, place: Place, reader: Reader, depth: number): Entry {
  switch (kind) {
    case KINDS.private:
      return { kind: 'private', ...place, parts: readParts(reader), late: [] };
    case KINDS.amended:
      return { kind: 'private', ...place, parts: readParts(reader), late: readLate(reader, place) };
    case KINDS.shared:
      return readShared(reader, place);
    case KINDS.rollback:
      return readRollback(reader, place, depth);
    default:
      throw new FormatError(`Entry of unknown kind ${kind}.`);
  }
}

function readShared(reader: Reader, place: Place): SharedEntry {
  const participants = reader.u16();
  return { kind: 'shared', ...place, participants, coefficients: finite(reader, reader.u32()) };
}

function readParts(reader: Reader): EntryPart[] {
  const parts: EntryPart[] = [];
  for (let left = reader.u16(); left > 0; left--) {
    const part = readPart(reader);
    const before = parts.at(-1);
    if (before && before.participant >= part.participant) throw new FormatError('Parts of an entry are out of order.');
    parts.push(part);
  }
  return parts;
}

function readLate(reader: Reader, { sequence }: Place): LatePart[] {
  const late: LatePart[] = [];
  const count = reader.u16();
  if (count === 0) throw new FormatError('An entry of kind 4 has no late part: its kind is 1.');
  for (let left = count; left > 0; left--) {
    const [round, chain] = [reader.u32() as Sequence, reader.hex(32) as Hash];
    const part = { round, chain, ...readPart(reader) };
    if (round < 1 || round >= sequence) {
      throw new FormatError(`A late part of round ${round} does not lie before entry ${sequence}.`);
    }
    const before = late.at(-1);
    const isSame = before?.round === round;
    if (before && (before.round > round || (isSame && before.participant >= part.participant))) {
      throw new FormatError('Late parts of an entry are out of order.');
    }
    if (isSame && before.chain !== chain)
      throw new FormatError(`Round ${round} was opened on one chain value, not two.`);
    late.push(part);
  }
  return late;
}

function readPart(reader: Reader): EntryPart {
  const participant = reader.hex(16) as ParticipantId;
  const examples = reader.u32();
  return { participant, examples, scalars: finite(reader, reader.u16()) };
}

/** Numbers that a model can be made of. NaN has many encodings besides, and an entry one. */
function finite(reader: Reader, count: number): Float32Array {
  const numbers = reader.floats(count);
  if (!numbers.every(Number.isFinite)) throw new FormatError('A number of an entry is not finite.');
  return numbers;
}

function readRollback(reader: Reader, place: Place, depth: number): RollbackEntry {
  if (depth > MAX_ROLLBACK_DEPTH) throw new FormatError(`Rollbacks lie ${depth} deep in each other.`);
  if (reader.remaining > MAX_ROLLBACK_BYTES) throw new FormatError(`A rollback of ${reader.remaining} bytes.`);
  const to = reader.u32() as Sequence;
  const undone: Uint8Array[] = [];
  let chain: Hash | null = null;
  for (let left = reader.u16(); left > 0; left--) {
    const bytes = reader.bytes(reader.u32());
    const { sequence, previous } = decode(bytes, depth + 1);
    const wanted = to + undone.length + 1;
    if (sequence !== wanted || (chain !== null && previous !== chain)) {
      throw new FormatError(`A rollback's entry ${sequence} does not follow entry ${wanted - 1}.`);
    }
    chain = entryHash(bytes);
    undone.push(bytes);
  }
  if (place.sequence !== to + undone.length + 1 || place.previous !== chain) {
    throw new FormatError(`A rollback to entry ${to} does not hold all entries up to ${place.sequence - 1}.`);
  }
  return { kind: 'rollback', ...place, to, undone };
}

/**
 * Why entries cannot be taken back by one rollback, in words; null where they can. That they follow each other, and end at
 * the log's head, is for the caller to see to.
 * @param undone entries in order, as they were stored
 */
export function rollbackFault(undone: readonly Uint8Array[]): string | null {
  if (undone.length === 0) return 'There is no entry to take back.';
  // Not in steps: the second rollback would hold the first, and all that it holds.
  const instead =
    'Choose a later state. An earlier one can be rebuilt from the log (npm run replay, with --until), and a new ' +
    'federation begun from it.';
  if (undone.length > MAX_UNDONE) {
    return `A rollback takes back ${MAX_UNDONE} entries at most, and there are more after that state. ${instead}`;
  }
  const bytes = undone.reduce((sum, entry) => sum + 4 + entry.length, 6);
  if (bytes > MAX_ROLLBACK_BYTES) {
    return `A rollback holds ${MAX_ROLLBACK_BYTES} bytes of entries at most, and there are more after that state. ${instead}`;
  }
  const depth = 1 + deepest(undone);
  if (depth > MAX_ROLLBACK_DEPTH)
    return `Rollbacks would lie ${depth} deep in each other, and ${MAX_ROLLBACK_DEPTH} may.`;
  return null;
}

/** Of rollbacks in an entry, one in another: 0 for a closed round. */
function depthOf(bytes: Uint8Array): number {
  if (bytes[0] !== KINDS.rollback) return 0;
  const entry = decodeEntry(bytes);
  return entry.kind === 'rollback' ? 1 + deepest(entry.undone) : 0;
}

function deepest(entries: readonly Uint8Array[]): number {
  return entries.reduce((most, bytes) => Math.max(most, depthOf(bytes)), 0);
}
