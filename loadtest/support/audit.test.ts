import { expect, test } from 'vitest';
import {
  type LatePart,
  entryHash,
  encodeEntry,
  manifestHash,
  parseHash,
  parseSequence,
  scalarCount,
} from '../../src/protocol/index.ts';
import { testManifest } from '../../tests/support/manifest.ts';
import { audit } from './audit.ts';
import { identityOf } from './identity.ts';
import { scalarsOf } from './speech.ts';

const manifest = testManifest();
const [ann, ben] = [identityOf(1).participant, identityOf(2).participant].toSorted() as [never, never];

function part(participant: typeof ann, round: number) {
  return { participant, examples: 10, scalars: scalarsOf(participant, round, scalarCount(manifest)) };
}

/** A log of entries with these parts, in which `late` comes with the last one. */
function logOf(rounds: readonly (readonly ReturnType<typeof part>[])[], late: readonly LatePart[] = []): Uint8Array[] {
  let previous = manifestHash(manifest);
  return rounds.map((parts, i) => {
    const isLast = i === rounds.length - 1;
    const place = { sequence: parseSequence(i + 1), previous };
    const bytes = encodeEntry({ kind: 'private', ...place, parts, late: isLast ? late : [] });
    previous = entryHash(bytes);
    return bytes;
  });
}

const whole = logOf([[part(ann, 1), part(ben, 1)], [part(ann, 2)]]);
const clean = { entries: 2, acknowledged: 3, lost: 0, duplicated: 0, altered: 0, chainWhole: true };
const acks = [
  { participant: ann, round: 1 },
  { participant: ben, round: 1 },
  { participant: ann, round: 2 },
];

test('a log with everything that was acknowledged is clean, however often it was acknowledged', () => {
  expect(audit(manifest, whole, acks)).toEqual(clean);
  expect(audit(manifest, whole, [...acks, ...acks])).toEqual(clean);
});

test('an acknowledged contribution that is in no entry is lost', () => {
  expect(audit(manifest, whole, [...acks, { participant: ben, round: 2 }]).lost).toBe(1);
});

test('a late part counts for its own round: it is what was acknowledged, and twice where it was in its entry already', () => {
  const chain = manifestHash(manifest);
  const late = (participant: typeof ann) => [{ ...part(participant, 1), round: parseSequence(1), chain }];
  const lateBen = logOf([[part(ann, 1)], [part(ann, 2)]], late(ben));
  expect(audit(manifest, lateBen, acks)).toEqual(clean);
  const twice = logOf([[part(ann, 1), part(ben, 1)], [part(ann, 2)]], late(ben));
  expect(audit(manifest, twice, acks).duplicated).toBe(1);
});

test('scalars of another round or participant, and an entry that does not follow, are seen', () => {
  expect(audit(manifest, logOf([[part(ann, 1)], [part(ann, 1)]]), []).altered).toBe(1);
  expect(audit(manifest, whole.slice(1), []).chainWhole).toBe(false);
  const other = parseHash('00'.repeat(32));
  const second = encodeEntry({ kind: 'private', sequence: parseSequence(2), previous: other, parts: [], late: [] });
  expect(audit(manifest, [whole[0]!, second], []).chainWhole).toBe(false);
});
