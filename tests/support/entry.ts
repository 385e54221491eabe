import { type EntryPart, decodeEntry } from '../../src/protocol/index.ts';

/** The parts of a stored entry, which must be one of private directions. */
export function partsOf(bytes: Uint8Array): readonly EntryPart[] {
  const entry = decodeEntry(bytes);
  if (entry.kind !== 'private') throw new Error(`Entry ${entry.sequence} is of kind ${entry.kind}.`);
  return entry.parts;
}
