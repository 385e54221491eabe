import { expect, test } from 'vitest';
import { sentiment } from '../../../server/federations/index.ts';
import { LIGHT_MODEL } from '../../model/index.ts';
import { type Manifest, parseManifest } from '../../protocol/index.ts';
import { MEASURED, estimateRun } from './estimate.ts';

const base = await sentiment({ model: LIGHT_MODEL });
/** What was measured: dandelion-mini, all of its weights. */
const manifest = parseManifest({
  ...base,
  trainable: { set: 'all' },
  method: { ...base.method, learningRate: { from: 1e-4, to: 1e-5, rounds: 400 } },
});
const pace = { stepSeconds: 0.2, passes: 2.4 };
const changed = (changes: object): Manifest => parseManifest({ ...manifest, ...changes });

test('what was measured was the lighter of the bundled models', () => {
  expect(manifest.model.files.map(({ sha256 }) => sha256)).toContain(MEASURED.checkpoint);
});

test('rounds follow from the measured passes, by what all participants of a round compute together', () => {
  // Two participants with ten steps of 2.4 passes: 48 passes a round.
  expect(estimateRun(manifest, pace)).toMatchObject({
    participants: 2,
    passes: 24,
    secondsPerRound: 2,
    rounds: { from: 1, typical: 3, to: 4 },
  });
  const { round } = manifest;
  expect(estimateRun(changed({ round: { ...round, quorum: 1 } }), pace).rounds).toEqual({ from: 2, typical: 6, to: 8 });
  expect(estimateRun(changed({ round: { ...round, target: 6 } }), pace).participants).toBe(6);
});

test.each<[string, object]>([
  ['another model', { model: { ...manifest.model, files: [{ ...manifest.model.files[0]!, sha256: '0'.repeat(64) }] } }],
  ['biases alone', { trainable: { set: 'biases' } }],
  ['another learning rate', { method: { ...manifest.method, learningRate: { from: 1e-3, to: 1e-4, rounds: 9 } } }],
  ['other directions', { method: { ...manifest.method, p1: 2 } }],
])('for %s nobody knows', (_, changes) => {
  expect(estimateRun(changed(changes), pace).rounds).toBeNull();
});

test('bytes are those of the frames: an entry grows with participants, but not on shared directions', () => {
  const of = (quorum: number, directions: string) => {
    const { method, round } = manifest;
    return estimateRun(changed({ method: { ...method, directions }, round: { ...round, quorum } }), pace);
  };
  // 40 scalars of four bytes, and what is around them.
  expect(of(2, 'private').up).toBe(160 + 107);
  expect(of(3, 'private').down - of(2, 'private').down).toBe(160 + 22);
  expect(of(300, 'shared').down).toBe(of(2, 'shared').down);
  // A coefficient for each of 1 + 4 directions of ten steps.
  expect(of(2, 'shared').down).toBe(200 + 43);
});
