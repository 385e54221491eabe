import {
  type Entry,
  type EntryPart,
  type Hash,
  type LatePart,
  type ParticipantId,
  type Sequence,
  encodeEntry,
  entryHash,
} from '../../src/protocol/index.ts';

type Place = Pick<Entry, 'sequence' | 'previous'>;
/** An entry at its place in a log, of which it is shown what came before. */
export type MadeEntry = (place: Place, before: readonly Uint8Array[]) => Entry;

/** A log from its beginning on. @param base the manifest's hash */
export function makeLog(base: Hash, made: readonly MadeEntry[]): Uint8Array[] {
  const log: Uint8Array[] = [];
  let previous = base;
  for (const make of made) {
    const bytes = encodeEntry(make({ sequence: (log.length + 1) as Sequence, previous }, log));
    previous = entryHash(bytes);
    log.push(bytes);
  }
  return log;
}

export function privately(parts: readonly EntryPart[], late: readonly LatePart[] = []): MadeEntry {
  return (place) => ({ kind: 'private', ...place, parts, late });
}

export function rollbackTo(to: number): MadeEntry {
  return (place, before) => ({ kind: 'rollback', ...place, to: to as Sequence, undone: before.slice(to) });
}

/** @param digit of which the participant's id is made */
export function part(digit: string, scalars: readonly number[], examples = 1): EntryPart {
  return { participant: digit.repeat(32) as ParticipantId, examples, scalars: Float32Array.from(scalars) };
}

export function latePart(round: number, chain: Hash, own: EntryPart): LatePart {
  return { round: round as Sequence, chain, ...own };
}
