import { expect, test } from 'vitest';
import { Lattice, ReferenceKernel, type Update } from '../lattice/index.ts';
import {
  type Entry,
  type Hash,
  type ParticipantId,
  type Sequence,
  manifestHash,
  parseManifest,
} from '../protocol/index.ts';
import { testManifest } from '../../tests/support/manifest.ts';
import { entryUpdates, learningRate, participantKey, participantWeights, roundKey, updates } from './index.ts';
import { foldIn } from '../random/index.ts';

const manifest = parseManifest(testManifest({ localSteps: 2, p1: 1, p2: 2 }));
const blocks = { boundary: 1, end: 3 };
const id = (digit: string): ParticipantId => digit.repeat(32) as ParticipantId;
const previous = 'ab'.repeat(32) as Hash;

const entry: Entry = {
  sequence: 4 as Sequence,
  previous,
  parts: [
    { participant: id('1'), examples: 30, scalars: Float32Array.of(1, -2, 3, 4) },
    { participant: id('2'), examples: 10, scalars: Float32Array.of(-1, 0.5, 2, 7) },
  ],
};

function lattice(): Lattice {
  const made = new Lattice([100, 70, 3], new ReferenceKernel());
  for (let t = 0; t < 3; t++) {
    made.staging(t).fill(0.5);
    made.quantise(t);
  }
  return made;
}

function fingerprintAfter(...groups: readonly Update[][]): string {
  const made = lattice();
  for (const group of groups) made.apply(group);
  return made.fingerprint();
}

test('participants weigh by their examples up to the cap, or alike', () => {
  expect(participantWeights(entry, { ...manifest, weighting: { by: 'examples', cap: 1000 } })).toEqual([0.75, 0.25]);
  expect(participantWeights(entry, { ...manifest, weighting: { by: 'examples', cap: 10 } })).toEqual([0.5, 0.5]);
  expect(participantWeights(entry, { ...manifest, weighting: { by: 'participant' } })).toEqual([0.5, 0.5]);
});

test('an entry is the weighted sum of what each participant would have done locally', () => {
  const weights = participantWeights(entry, manifest);
  const round = roundKey(manifestHash(manifest), entry.sequence, entry.previous);
  const local = entry.parts.flatMap((part, m) =>
    [0, 1].map((step) =>
      updates(
        part.scalars.subarray(2 * step, 2 * step + 2),
        foldIn(participantKey(round, part.participant), step),
        manifest.method,
        blocks,
        learningRate(manifest, 4) * weights[m]!,
      ),
    ),
  );
  expect(fingerprintAfter(entryUpdates(entry, manifest, blocks))).toBe(fingerprintAfter(...local.toReversed()));
});

test('promise 3: replay gives the same bits in any grouping', () => {
  const all = entryUpdates(entry, manifest, blocks);
  const expected = fingerprintAfter(all);
  expect(fingerprintAfter(all.slice(0, 3), all.slice(3))).toBe(expected);
  expect(fingerprintAfter(...all.toReversed().map((update) => [update]))).toBe(expected);
  expect(fingerprintAfter()).not.toBe(expected);
});

test('directions depend on manifest, round, chain value and participant', () => {
  const hash = manifestHash(manifest);
  const round = roundKey(hash, 4 as Sequence, previous);
  const others = [
    roundKey(previous, 4 as Sequence, previous),
    roundKey(hash, 5 as Sequence, previous),
    roundKey(hash, 4 as Sequence, hash),
  ];
  for (const other of others) expect(other).not.toEqual(round);
  expect(participantKey(round, id('1'))).not.toEqual(participantKey(round, id('2')));
});

test('the learning rate falls linearly from the first round to the last, and stays', () => {
  const method = { ...manifest.method, learningRate: { from: 4, to: 1, rounds: 4 } };
  const at = (round: number): number => learningRate({ ...manifest, method }, round);
  expect([1, 2, 3, 4, 99].map(at)).toEqual([4, 3, 2, 1, 1]);
});
