import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { testManifest } from '../../tests/support/manifest.ts';
import { Lattice, ReferenceKernel, type Update, mergeKeys } from '../lattice/index.ts';
import {
  type EntryPart,
  type Hash,
  type Manifest,
  ManifestError,
  type ParticipantId,
  type SharedEntry,
  type Sequence,
  manifestHash,
  parseManifest,
} from '../protocol/index.ts';
import {
  createMethod,
  entryUpdates,
  learningRate,
  participantKey,
  participantWeights,
  roundKey,
  stepKey,
  updates,
} from './index.ts';
import { aggregateCoefficients } from './aggregate.ts';

const privately = parseManifest(testManifest({ localSteps: 2, p1: 1, p2: 2 }));
const shared = parseManifest(testManifest({ localSteps: 2, p1: 1, p2: 2, directions: 'shared' }));
const blocks = { first: [{ from: 0, to: 1 }], second: [{ from: 1, to: 3 }] };
const id = (digit: string): ParticipantId => digit.repeat(32) as ParticipantId;
const place = { sequence: 4 as Sequence, previous: 'ab'.repeat(32) as Hash };

const parts: EntryPart[] = [
  { participant: id('1'), examples: 30, scalars: Float32Array.of(1, -2, 3, 4) },
  { participant: id('2'), examples: 10, scalars: Float32Array.of(-1, 0.5, 2, 7) },
];
const entry = { kind: 'private', ...place, parts, late: [] } as const;
const sharedEntry = (of: Manifest, from: readonly EntryPart[] = parts): SharedEntry => {
  return { kind: 'shared', ...place, participants: from.length, coefficients: aggregateCoefficients(from, of) };
};

function lattice(): Lattice {
  const made = new Lattice([100, 70, 3], new ReferenceKernel());
  for (let t = 0; t < 3; t++) {
    made.staging(t).fill(0.5);
    made.quantise(t);
  }
  return made;
}

function after(...groups: readonly Update[][]): Lattice {
  const made = lattice();
  for (const group of groups) made.apply(group);
  return made;
}

/** What the participants would have done locally, each with its weight. */
function local(manifest: Manifest): Update[] {
  const method = createMethod(manifest);
  const weights = participantWeights(parts, manifest);
  const round = roundKey(manifestHash(manifest), place.sequence, place.previous);
  return parts.flatMap(({ participant, scalars }, m) =>
    [0, 1].flatMap((step) =>
      updates(
        method,
        method.coefficients(scalars.subarray(2 * step, 2 * step + 2)),
        stepKey(round, manifest.method.directions, participant, step),
        blocks,
        learningRate(manifest, place.sequence) * weights[m]!,
      ),
    ),
  );
}

test('participants weigh by their examples up to the cap, or alike', () => {
  const weights = (weighting: Manifest['weighting']) => participantWeights(parts, { ...privately, weighting });
  expect(weights({ by: 'examples', cap: 1000 })).toEqual([0.75, 0.25]);
  expect(weights({ by: 'examples', cap: 10 })).toEqual([0.5, 0.5]);
  expect(weights({ by: 'participant' })).toEqual([0.5, 0.5]);
});

test('an entry is the weighted sum of what each participant would have done locally', () => {
  expect(after(entryUpdates(entry, privately, blocks)).fingerprint()).toBe(
    after(local(privately).toReversed()).fingerprint(),
  );
});

describe('shared directions', () => {
  test('the mean of the coefficients moves the model to the average of the participants, to 1e-7', () => {
    const [made, expected] = [after(entryUpdates(sharedEntry(shared), shared, blocks)), after(local(shared))];
    for (let t = 0; t < 3; t++) {
      const scale = 2 ** made.shifts[t]!;
      made.integers(t).forEach((n, i) => expect(Math.abs(n - expected.integers(t)[i]!) / scale).toBeLessThan(1e-7));
    }
    expect(made.fingerprint()).not.toBe(lattice().fingerprint());
  });

  test('an entry has one coefficient for each direction and step, however many take part', () => {
    expect(sharedEntry(shared).coefficients).toHaveLength(2 * (1 + 2));
    const many = Array.from({ length: 20 }, (_, m) => ({ ...parts[m % 2]!, participant: id((m % 10).toString()) }));
    expect(sharedEntry(shared, many).coefficients).toHaveLength(2 * (1 + 2));
  });

  test('all participants step along the same directions, and privately none', () => {
    const key = roundKey(manifestHash(shared), place.sequence, place.previous);
    expect(stepKey(key, 'shared', id('1'), 1)).toEqual(stepKey(key, 'shared', id('2'), 1));
    expect(stepKey(key, 'private', id('1'), 1)).not.toEqual(stepKey(key, 'private', id('2'), 1));
    expect(stepKey(key, 'shared', id('1'), 0)).not.toEqual(stepKey(key, 'shared', id('1'), 1));
  });
});

test.each([
  ['private', entryUpdates(entry, privately, blocks)],
  ['shared', entryUpdates(sharedEntry(shared), shared, blocks)],
])('promise 3: replay of %s directions gives the same bits in any grouping', (_, all) => {
  const expected = after(all).fingerprint();
  expect(after(all.slice(0, 3), all.slice(3)).fingerprint()).toBe(expected);
  expect(after(...all.toReversed().map((update) => [update])).fingerprint()).toBe(expected);
  expect(after().fingerprint()).not.toBe(expected);
});

test('no scalars that a relay takes come to an entry that cannot be replayed, whatever the manifest says', () => {
  const power = (least: number, most: number) => fc.double({ min: least, max: most, noNaN: true }).map((x) => 10 ** x);
  const settings = fc.record({
    ...{ p1: fc.constant(1), p2: fc.constantFrom(2, 3, 4), localSteps: fc.constant(1) },
    ...{ clip: power(-6, 40), rate: power(-40, 8), secondRate: power(-8, 40) },
    ...{ loo: fc.boolean(), normalized: fc.boolean(), directions: fc.constantFrom('private', 'shared') },
  });
  const shares = fc.array(fc.constantFrom(-1, 1, 0, 1e-30), { minLength: 4, maxLength: 4 });
  let taken = 0;
  fc.assert(
    fc.property(settings, shares, ({ rate, ...method }, sizes) => {
      let manifest: Manifest;
      try {
        manifest = parseManifest(testManifest({ ...method, learningRate: { from: rate, to: rate, rounds: 1 } }));
      } catch (error) {
        if (error instanceof ManifestError) return;
        throw error;
      }
      taken++;
      const scalars = Float32Array.from(sizes.slice(0, method.p2), (size) => size * method.clip);
      const one = [{ participant: id('1'), examples: 1, scalars }];
      const closed =
        method.directions === 'shared'
          ? sharedEntry(manifest, one)
          : ({ kind: 'private', ...place, parts: one, late: [] } as const);
      after(entryUpdates(closed, manifest, blocks));
    }),
    { numRuns: 2000, seed: 1 },
  );
  expect(taken).toBeGreaterThan(200);
});

test('FedKSeed: a log of any length has no more directions than the pool', () => {
  const { epsilon, localSteps, batch, clip, noise } = privately.method;
  const numbers = { epsilon, localSteps, batch, clip, noise, learningRate: { from: 1e-2, to: 1e-2, rounds: 1 } };
  const method = { name: 'fedkseed', directions: 'pool', pool: 32, ...numbers } as const;
  const manifest = parseManifest({ ...testManifest(), method });
  const log = Array.from({ length: 100 }, (_, i) =>
    entryUpdates({ ...entry, sequence: (i + 1) as Sequence }, manifest, blocks),
  ).flat();
  expect(log).toHaveLength(100 * 2 * 2 * 2);
  expect(mergeKeys(log).keys).toHaveLength(2 * 32);
});

test('directions depend on manifest, round, chain value and participant', () => {
  const hash = manifestHash(privately);
  const round = roundKey(hash, 4 as Sequence, place.previous);
  const others = [
    roundKey(place.previous, 4 as Sequence, place.previous),
    roundKey(hash, 5 as Sequence, place.previous),
    roundKey(hash, 4 as Sequence, hash),
  ];
  for (const other of others) expect(other).not.toEqual(round);
  expect(participantKey(round, id('1'))).not.toEqual(participantKey(round, id('2')));
});

test('the learning rate falls linearly from the first round to the last, and stays', () => {
  const method = { ...privately.method, learningRate: { from: 4, to: 1, rounds: 4 } };
  const at = (round: number): number => learningRate({ ...privately, method }, round);
  expect([1, 2, 3, 4, 99].map(at)).toEqual([4, 3, 2, 1, 1]);
});
