import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { latePart, makeLog, part, privately, rollbackTo } from '../../tests/support/entries.ts';
import { testManifest } from '../../tests/support/manifest.ts';
import {
  type Entry,
  FormatError,
  type Hash,
  MAX_ROLLBACK_BYTES,
  type ParticipantId,
  type Sequence,
  decodeEntry,
  encodeEntry,
  entryHash,
  manifestHash,
  participantsOf,
  rollbackFault,
} from './index.ts';

const base = manifestHash(testManifest());
const chains = ['ab', 'cd', 'ef'].map((byte) => byte.repeat(32) as Hash);
const hex = <T extends string>(bytes: number) =>
  fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((raw) => Buffer.from(raw).toString('hex') as T);
const finite = { noNaN: true, noDefaultInfinity: true };
const scalars = fc.array(fc.float(finite), { maxLength: 20 }).map((values) => Float32Array.from(values));
const own = { participant: hex<ParticipantId>(16), examples: fc.nat(0xffffffff), scalars };
const sequence = fc.integer({ min: 4, max: 0xffffffff }).map((number) => number as Sequence);
const round = fc.integer({ min: 1, max: 3 });

const closedRounds: fc.Arbitrary<Entry> = fc.oneof(
  fc.record({
    kind: fc.constant('private' as const),
    sequence,
    previous: hex<Hash>(32),
    parts: fc.uniqueArray(fc.record(own), { selector: (one) => one.participant, maxLength: 4 }),
    late: fc.uniqueArray(
      fc.record({ round, ...own }).map((late) => ({ ...latePart(late.round, chains[late.round - 1]!, late) })),
      { selector: (one) => `${one.round} ${one.participant}`, maxLength: 4 },
    ),
  }),
  fc.record({
    kind: fc.constant('shared' as const),
    sequence,
    previous: hex<Hash>(32),
    participants: fc.integer({ min: 0, max: 0xffff }),
    coefficients: scalars,
  }),
);
/** Logs with rollbacks, of which every entry is one. */
const rolledBack = fc
  .array(fc.record({ isRollback: fc.boolean(), by: fc.integer({ min: 1, max: 3 }) }), { minLength: 2, maxLength: 8 })
  .map((makers) =>
    makeLog(
      base,
      makers.map(({ isRollback, by }, i) =>
        isRollback && i > 0 ? rollbackTo(Math.max(0, i - by)) : privately([part('1', [i, by])]),
      ),
    ).at(-1)!,
  );
const bytesOfEntries = fc.oneof(closedRounds.map(encodeEntry), rolledBack);

function attempt(bytes: Uint8Array): unknown {
  try {
    return decodeEntry(bytes);
  } catch (error) {
    return error;
  }
}

/** Whatever comes in is a FormatError, or an entry that has these bytes and no others. */
function expectCanonical(bytes: Uint8Array): boolean {
  const result = attempt(bytes);
  if (result instanceof Error) {
    expect(result).toBeInstanceOf(FormatError);
    return false;
  }
  expect(encodeEntry(decodeEntry(bytes))).toEqual(Uint8Array.from(bytes));
  return true;
}

test('[L2] an entry comes back as it was, of whatever kind', () => {
  fc.assert(
    fc.property(bytesOfEntries, (bytes) => {
      expect(expectCanonical(bytes)).toBe(true);
    }),
  );
});

test('[L2] an entry has one encoding, whatever the order of its parts', () => {
  fc.assert(
    fc.property(closedRounds, (entry) => {
      const turned =
        entry.kind === 'private' ? { ...entry, parts: entry.parts.toReversed(), late: entry.late.toReversed() } : entry;
      expect(encodeEntry(turned)).toEqual(encodeEntry(entry));
    }),
  );
});

test('[L2] bytes that are read are written again as they were: damaged entries', () => {
  const change = fc.record({ at: fc.nat(), by: fc.integer({ min: 0, max: 255 }), cut: fc.boolean() });
  let taken = 0;
  fc.assert(
    fc.property(bytesOfEntries, fc.array(change, { minLength: 1, maxLength: 3 }), (bytes, changes) => {
      let damaged = bytes.slice();
      for (const { at, by, cut } of changes) {
        if (cut && damaged.length > 1) damaged = damaged.slice(0, 1 + (at % (damaged.length - 1)));
        else damaged[at % damaged.length]! ^= by;
      }
      if (expectCanonical(damaged)) taken++;
    }),
    { numRuns: 2000, seed: 1 },
  );
  // Scalars and examples may be any; a test that met none of them would have said nothing.
  expect(taken).toBeGreaterThan(20);
});

test('[L2] bytes that are read are written again as they were: any bytes at all', () => {
  const kind = fc.integer({ min: 0, max: 6 });
  fc.assert(
    fc.property(kind, fc.uint8Array({ maxLength: 120 }), fc.boolean(), (first, rest, isLittle) => {
      // Small numbers where counts are, so that some get past them.
      const bytes = Uint8Array.of(first, ...rest);
      expectCanonical(isLittle ? bytes.map((byte, i) => (i > 0 && i % 3 > 0 ? 0 : byte)) : bytes);
    }),
    { numRuns: 2000, seed: 1 },
  );
});

describe('[L2] an entry of a kind and form that no relay writes is refused', () => {
  const entry = (parts: readonly ReturnType<typeof part>[]) => makeLog(base, [privately(parts)])[0]!;
  test('a number that is not finite', () => {
    for (const number of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      expect(() => decodeEntry(entry([part('1', [1, number])]))).toThrow('not finite');
    }
  });
  test('a kind that there is not', () => {
    expect(() => decodeEntry(Uint8Array.of(5, ...entry([]).slice(1)))).toThrow('unknown kind 5');
  });
  test('kind 4 without a late part: it has the encoding of kind 1', () => {
    expect(() => decodeEntry(Uint8Array.of(4, ...entry([part('1', [1])]).slice(1), 0, 0))).toThrow('its kind is 1');
  });
});

describe('[L6] late parts', () => {
  const late = (...of: readonly ReturnType<typeof latePart>[]) =>
    encodeEntry({ kind: 'private', sequence: 9 as Sequence, previous: chains[0]!, parts: [part('5', [1])], late: of });
  const swapped = (bytes: Uint8Array): Uint8Array => {
    // Two late parts of one scalar: 62 bytes each, at the end.
    const [rest, first, second] = [bytes.slice(0, -124), bytes.slice(-124, -62), bytes.slice(-62)];
    return Uint8Array.of(...rest, ...second, ...first);
  };

  test('do not count as taking part in the entry’s own round, and come back with round and chain value', () => {
    const entry = decodeEntry(late(latePart(7, chains[1]!, part('6', [2], 3))));
    expect(participantsOf(entry)).toBe(1);
    expect(entry).toMatchObject({ kind: 'private', late: [{ round: 7, chain: chains[1], examples: 3 }] });
  });

  test.each([8, 1])('may be of round %i before entry 9', (number) => {
    expect(decodeEntry(late(latePart(number, chains[1]!, part('6', [2])))).sequence).toBe(9);
  });

  test.each([0, 9, 10])('may not be of round %i in entry 9', (number) => {
    expect(() => decodeEntry(late(latePart(number, chains[1]!, part('6', [2]))))).toThrow(
      'does not lie before entry 9',
    );
  });

  test('stand in the order of rounds, then of participants', () => {
    const rounds = late(latePart(7, chains[1]!, part('6', [2])), latePart(8, chains[2]!, part('1', [2])));
    const participants = late(latePart(7, chains[1]!, part('6', [2])), latePart(7, chains[1]!, part('7', [2])));
    for (const bytes of [rounds, participants]) {
      expect(decodeEntry(bytes).sequence).toBe(9);
      expect(() => decodeEntry(swapped(bytes))).toThrow('out of order');
    }
  });

  test('are one of each participant and round, and a round has one chain value', () => {
    const twice = latePart(7, chains[1]!, part('6', [2]));
    expect(() => decodeEntry(late(twice, twice))).toThrow('out of order');
    const other = latePart(7, chains[2]!, part('7', [2]));
    expect(() => decodeEntry(late(twice, other))).toThrow('one chain value');
  });
});

describe('[L7] a rollback', () => {
  const rounds = [1, 2, 3].map((number) => privately([part('1', [number])]));
  const log = makeLog(base, [...rounds, rollbackTo(1)]);
  const place = { sequence: 4 as Sequence, previous: entryHash(log[2]!) };
  const rollback = (change: Partial<Extract<Entry, { kind: 'rollback' }>>) =>
    encodeEntry({ kind: 'rollback', ...place, to: 1 as Sequence, undone: log.slice(1, 3), ...change });

  test('holds the entries that it takes back, byte for byte', () => {
    expect(decodeEntry(log[3]!)).toEqual({
      kind: 'rollback',
      ...place,
      to: 1,
      undone: log.slice(1, 3).map((bytes) => Uint8Array.from(bytes)),
    });
    expect(participantsOf(decodeEntry(log[3]!))).toBe(0);
  });

  test.each([
    ['nothing', { to: 3 as Sequence, undone: [] }, 'does not hold all entries'],
    ['too few entries', { undone: log.slice(2, 3) }, 'does not follow'],
    ['entries that end before the head', { undone: log.slice(1, 2) }, 'does not hold all entries up to 3'],
    ['entries in another order', { undone: [log[2]!, log[1]!] }, 'does not follow entry 1'],
    ['an entry of another log', { undone: [makeLog(chains[0]!, rounds)[1]!, log[2]!] }, 'does not follow entry 2'],
    ['a head that is not its last entry’s', { previous: chains[0]! }, 'does not hold all entries'],
    ['what is no entry', { undone: [log[1]!, log[2]!.slice(0, 40)] }, 'bytes wanted'],
  ])('of %s is refused', (_, change, why) => {
    expect(() => decodeEntry(rollback(change))).toThrow(FormatError);
    expect(() => decodeEntry(rollback(change))).toThrow(why);
  });

  test('may hold rollbacks, eight deep and no deeper', () => {
    const nested = (depth: number) =>
      makeLog(base, [rounds[0]!, ...Array.from({ length: depth }, (_, i) => rollbackTo(i))]);
    const eight = nested(8);
    expect(decodeEntry(eight.at(-1)!).sequence).toBe(9);
    expect(rollbackFault(eight.slice(7, 8))).toBeNull();
    expect(rollbackFault(eight.slice(8))).toContain('9 deep');
    expect(() => decodeEntry(nested(9).at(-1)!)).toThrow('9 deep');
  });

  test('is of 4 MiB at most', () => {
    const half = privately(
      Array.from({ length: 9 }, (_, p) =>
        part(
          String(p),
          Array.from({ length: 58_000 }, () => 1),
        ),
      ),
    );
    const entries = makeLog(base, [half, half, rollbackTo(1), rollbackTo(0)]);
    const [first, second] = entries;
    expect(2 * first!.length).toBeGreaterThan(0.99 * MAX_ROLLBACK_BYTES);
    expect(rollbackFault([first!, second!])).toBeNull();
    expect(decodeEntry(entries[2]!).sequence).toBe(3);
    expect(rollbackFault(entries.slice(0, 3))).toContain('Choose a later state.');
    expect(() => decodeEntry(entries[3]!)).toThrow('A rollback of');
  });

  test('of nothing is a fault in words', () => {
    expect(rollbackFault([])).toBe('There is no entry to take back.');
  });
});
