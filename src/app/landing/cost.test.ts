import { expect, test } from 'vitest';
import { testManifest } from '../../../tests/support/manifest.ts';
import { encodeEntry, scalarCount } from '../../protocol/index.ts';
import type { Hash, ParticipantId, Sequence } from '../../protocol/index.ts';
import { trafficOf } from './cost.ts';

test('the bytes of a round are those of its entry, for everybody who is here, and what is around it', () => {
  const manifest = testManifest();
  const parts = (count: number) =>
    Array.from({ length: count }, (_, i) => ({
      participant: i.toString(16).padStart(32, '0') as ParticipantId,
      examples: 8,
      scalars: new Float32Array(scalarCount(manifest)),
    }));
  const entry = (count: number): number =>
    encodeEntry({
      ...{ kind: 'private', sequence: 1 as Sequence, previous: '0'.repeat(64) as Hash, late: [] },
      parts: parts(count),
    }).length;
  const { quorum, maximum } = manifest.round;
  const many = Math.min(9, maximum);
  const [few, more] = [trafficOf(manifest, 0, null), trafficOf(manifest, many - 1, null)];
  expect(more.down - few.down).toBe(entry(many) - entry(quorum));
  expect(few.down - entry(quorum)).toBe(900);
  expect(more.up).toBe(few.up);
});

test('with shared directions a round is the mean of all, of one size for few and for many', () => {
  const manifest = testManifest({ directions: 'shared' });
  const { method } = manifest;
  // A coefficient for each direction of a step: P1 of block 1, P1 P2 of block 2.
  const directions = method.name === 'fedspzo' ? method.p1 * (1 + method.p2) : 0;
  const coefficients = new Float32Array(method.localSteps * directions);
  const place = { sequence: 1 as Sequence, previous: '0'.repeat(64) as Hash };
  const { length } = encodeEntry({ kind: 'shared', ...place, participants: 3, coefficients });
  expect(trafficOf(manifest, 0, null).down).toBe(length + 900);
  expect(trafficOf(manifest, 50, null).down).toBe(length + 900);
});

test('an hour is as many rounds as were seen, or assumed', () => {
  const manifest = testManifest();
  const [assumed, seen] = [trafficOf(manifest, 3, null), trafficOf(manifest, 3, 10)];
  expect([assumed.seen, seen.seen]).toEqual([false, true]);
  expect(seen.hourly).toBeCloseTo((seen.up + seen.down) * 360);
  expect(assumed.hourly).toBeCloseTo(seen.hourly * (10 / assumed.pace));
});
