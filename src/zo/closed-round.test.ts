import { describe, expect, test } from 'vitest';
import { latePart, part } from '../../tests/support/entries.ts';
import { testManifest } from '../../tests/support/manifest.ts';
import {
  type Aggregation,
  type EntryPart,
  type Hash,
  type Manifest,
  type Sequence,
  decodeEntry,
  encodeEntry,
  parseManifest,
} from '../protocol/index.ts';
import { closedRound, participantWeights } from './index.ts';

const place = { sequence: 4 as Sequence, previous: 'ab'.repeat(32) as Hash };
const chain = 'cd'.repeat(32) as Hash;

function manifestWith(
  aggregation: Aggregation,
  directions: 'private' | 'shared',
  more: Partial<Manifest> = {},
): Manifest {
  const method = { directions, p1: 1, p2: 1, localSteps: 2 } as const;
  return parseManifest({ ...testManifest(method, { late: directions === 'shared' ? 0 : 3 }), aggregation, ...more });
}

function coefficientsOf(aggregation: Aggregation, parts: readonly EntryPart[], more: Partial<Manifest> = {}): number[] {
  const entry = closedRound(place, parts, [], manifestWith(aggregation, 'shared', more), null);
  if (entry.kind !== 'shared') throw new Error(`An entry of kind ${entry.kind}.`);
  return [...entry.coefficients];
}

describe('shared directions: each coefficient by itself', () => {
  // With P1 = P2 = 1 a step's two coefficients, block 1's and block 2's, are its one scalar.
  const parts = [part('1', [1, 10]), part('2', [2, 20]), part('3', [4, -70]), part('4', [5, 30]), part('5', [-88, 40])];
  test.each<[Aggregation, number, number]>([
    [{ by: 'mean' }, (1 + 2 + 4 + 5 - 88) / 5, (10 + 20 - 70 + 30 + 40) / 5],
    [{ by: 'median' }, 2, 20],
    [{ by: 'trimmed', share: 0.2 }, (1 + 2 + 4) / 3, (10 + 20 + 30) / 3],
  ])('%j', (aggregation, first, second) => {
    const rounded = [first, first, second, second].map(Math.fround);
    expect(coefficientsOf(aggregation, parts)).toEqual(rounded);
  });

  test('participants count by their examples up to the cap, which bounds what a claim of many examples is worth', () => {
    const claims = [part('1', [1, 1]), part('2', [2, 2]), part('3', [900, 900], 1_000_000)];
    const [whole, capped] = [1_000_000, 1].map(
      (cap) => coefficientsOf({ by: 'median' }, claims, { weighting: { by: 'examples', cap } })[0],
    );
    expect([whole, capped]).toEqual([900, 2]);
  });
});

describe('bounded norms', () => {
  const parts = [part('1', [1, -1]), part('2', [3, 3]), part('3', [-200, 200])];
  const weights = (factor: number, all: readonly EntryPart[] = parts) =>
    participantWeights(
      all,
      manifestWith({ by: 'norm-bounded', factor }, 'private', { weighting: { by: 'participant' } }),
    );

  test('who is larger than factor times the median weighs that much less, and nobody weighs more', () => {
    // RMS 1, 3 and 200; the median is 3.
    expect(weights(1)).toEqual([1 / 3, 1 / 3, (1 / 3) * (3 / 200)].map((weight) => expect.closeTo(weight, 14)));
    expect(weights(2)[2]).toBeCloseTo((1 / 3) * (6 / 200), 14);
    expect(weights(100)).toEqual([1 / 3, 1 / 3, 1 / 3]);
  });

  test('the bound depends on what each sent, and not on the examples that anybody claims', () => {
    const claimed = [parts[0]!, parts[1]!, { ...parts[2]!, examples: 1000 }];
    const manifest = manifestWith({ by: 'norm-bounded', factor: 1 }, 'private');
    expect(participantWeights(claimed, manifest)[2]).toBeCloseTo((1000 / 1002) * (3 / 200), 14);
  });

  test('scalars of nothing but zeros weigh what they weigh', () => {
    expect(weights(1, [part('1', [0, 0]), part('2', [0, 0]), part('3', [5, 5])])).toEqual([1 / 3, 1 / 3, 0]);
    expect(weights(1, [])).toEqual([]);
  });
});

describe('the clip that was learned', () => {
  const parts = [part('1', [1, -9]), part('2', [9, 2])];
  const late = [latePart(3, chain, part('3', [-20, 0.5]))];
  const manifest = manifestWith({ by: 'mean', learnedClip: 3 }, 'private');

  test('bounds every scalar before it goes into the entry, the late ones too', () => {
    expect(closedRound(place, parts, late, manifest, 1.5)).toEqual({
      kind: 'private',
      ...place,
      parts: [part('1', [1, -4.5]), part('2', [4.5, 2])],
      late: [latePart(3, chain, part('3', [-4.5, 0.5]))],
    });
  });

  test('is applied before the participants of shared directions are made one', () => {
    const shared = manifestWith({ by: 'mean', learnedClip: 3 }, 'shared');
    const entry = closedRound(place, parts, [], shared, 1.5);
    expect(entry).toMatchObject({ coefficients: Float32Array.of(2.75, 2.75, -1.25, -1.25) });
  });

  test.each([
    ['before anything is learned', manifest, null],
    ['after rounds of nothing but zeros', manifest, 0],
    ['where the manifest asks for none', manifestWith({ by: 'mean' }, 'private'), 1.5],
  ])('leaves scalars as they are %s', (_, of, learned) => {
    expect(closedRound(place, parts, late, of, learned)).toEqual({ kind: 'private', ...place, parts, late });
  });

  test('a bound that no float32 has makes an entry that comes back as it is', () => {
    const entry = closedRound(place, parts, late, manifest, 0.1);
    expect(decodeEntry(encodeEntry(entry))).toEqual(entry);
  });
});
