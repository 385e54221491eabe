import { expect, test } from 'vitest';
import { type Entry, type ParticipantId, encodeEntry, entryHash, parseHash, parseSequence } from '../protocol/index.ts';
import { broughtBy } from './brought.ts';

const [me, other] = ['11'.repeat(16), '22'.repeat(16)] as ParticipantId[];
const chain = parseHash('00'.repeat(32));

function part(participant: ParticipantId, examples: number) {
  return { participant, examples, scalars: Float32Array.of(1, -1) };
}

function round(sequence: number, late: boolean, previous = chain): Entry {
  return {
    kind: 'private',
    sequence: parseSequence(sequence),
    previous,
    parts: [part(me!, 30), part(other!, 50)],
    late: late ? [{ ...part(me!, 30), round: parseSequence(sequence - 1), chain }] : [],
  };
}

function rollback(sequence: number, to: number, undone: readonly Entry[]): Entry {
  const stored = undone.map((entry) => encodeEntry(entry));
  return {
    kind: 'rollback',
    sequence: parseSequence(sequence),
    previous: entryHash(stored.at(-1)!),
    to: parseSequence(to),
    undone: stored,
  };
}

test('an entry brings everyone’s contributions and examples, late ones too', () => {
  expect(broughtBy(round(2, false), me!)).toEqual({
    ...{ contributions: 2, examples: 80, ownContributions: 1, ownExamples: 30 },
  });
  expect(broughtBy(round(2, true), me!)).toEqual({
    ...{ contributions: 3, examples: 110, ownContributions: 2, ownExamples: 60 },
  });
});

test('[L7] a rollback takes back what its entries brought, and one that is taken back gives it back', () => {
  const early = round(2, false);
  const first = rollback(4, 1, [early, round(3, true, entryHash(encodeEntry(early)))]);
  const taken = { contributions: -5, examples: -190, ownContributions: -3, ownExamples: -90 };
  expect(broughtBy(first, me!)).toEqual(taken);
  const second = rollback(5, 3, [first]);
  expect(broughtBy(second, me!)).toEqual({
    ...{ contributions: 5, examples: 190, ownContributions: 3, ownExamples: 90 },
  });
});

test('an entry of shared directions tells how many took part, and nothing of their examples', () => {
  const entry: Entry = {
    kind: 'shared',
    sequence: parseSequence(1),
    previous: chain,
    participants: 7,
    coefficients: Float32Array.of(1),
  };
  const brought = { contributions: 7, examples: null, ownContributions: 0, ownExamples: 0 };
  expect(broughtBy(entry, me!)).toEqual(brought);
  expect(broughtBy(rollback(2, 0, [entry]), me!)).toMatchObject({ contributions: -7, examples: null });
});
