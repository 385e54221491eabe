import { type Entry, type EntryPart, type ParticipantId, decodeEntry } from '../protocol/index.ts';

/**
 * What an entry brought to the model: contributions, late ones among them, and the examples behind them, everybody's and
 * this device's. A rollback brings the negative of all that it takes back.
 */
export interface Brought {
  readonly contributions: number;
  /** Null where directions are shared: such an entry tells neither examples nor who took part. */
  readonly examples: number | null;
  readonly ownContributions: number;
  readonly ownExamples: number;
}

/** @throws what decoding throws, on a rollback whose entries are none */
export function broughtBy(entry: Entry, participant: ParticipantId): Brought {
  switch (entry.kind) {
    case 'private':
      return ofParts([...entry.parts, ...entry.late], participant);
    case 'shared':
      return { contributions: entry.participants, examples: null, ownContributions: 0, ownExamples: 0 };
    case 'rollback':
      return negative(entry.undone.map((bytes) => broughtBy(decodeEntry(bytes), participant)));
    default:
      return entry satisfies never;
  }
}

function ofParts(parts: readonly EntryPart[], participant: ParticipantId): Brought {
  const own = parts.filter((part) => part.participant === participant);
  const sum = (some: readonly EntryPart[]): number => some.reduce((total, { examples }) => total + examples, 0);
  return {
    contributions: parts.length,
    examples: sum(parts),
    ownContributions: own.length,
    ownExamples: sum(own),
  };
}

function negative(undone: readonly Brought[]): Brought {
  let [contributions, ownContributions, ownExamples] = [0, 0, 0];
  let examples: number | null = 0;
  for (const one of undone) {
    contributions -= one.contributions;
    ownContributions -= one.ownContributions;
    ownExamples -= one.ownExamples;
    examples = examples === null || one.examples === null ? null : examples - one.examples;
  }
  return { contributions, examples, ownContributions, ownExamples };
}
