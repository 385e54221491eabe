import { expect, test } from 'vitest';
import { makeLog, part, privately, rollbackTo } from '../../tests/support/entries.ts';
import { testManifest } from '../../tests/support/manifest.ts';
import { tinyConfig } from '../../tests/support/tiny-model.ts';
import {
  type Entry,
  type ParticipantId,
  encodeEntry,
  entryHash,
  manifestHash,
  parseManifest,
  parseSequence,
} from '../protocol/index.ts';
import { ReplayError, ReplayedModel } from './index.ts';

const manifest = parseManifest(testManifest());

test('an entry of another kind than the manifest says is refused', async () => {
  const model = await ReplayedModel.create(manifest, tinyConfig);
  model.jump(0, manifestHash(manifest));
  const coefficients = new Float32Array(6).fill(1);
  const place = { sequence: parseSequence(1), previous: manifestHash(manifest) };
  const entry = encodeEntry({ kind: 'shared', ...place, participants: 2, coefficients });
  expect(() => model.apply([entry])).toThrow('Entry 1 has other numbers');
});

test.each([
  ['a number that is none', [1, 2, Number.NaN, 4]],
  ['too few numbers', [1, 2, 3]],
  ['a number far beyond the clip', [1, 2, 3, 1e30]],
])('an entry with %s is named, and the weights are as they were', async (_, scalars) => {
  const model = await ReplayedModel.create(manifest, tinyConfig);
  const entry = (sequence: number, previous: Entry['previous'], numbers: readonly number[]) =>
    encodeEntry({
      ...{ kind: 'private', sequence: parseSequence(sequence), previous },
      parts: [{ participant: 'a'.repeat(32) as ParticipantId, examples: 1, scalars: Float32Array.from(numbers) }],
      late: [],
    });
  const first = entry(1, manifestHash(manifest), [1, 2, 3, 4]);
  model.jump(0, manifestHash(manifest));
  model.apply([first]);
  const before = model.fingerprint();
  const second = entry(2, entryHash(first), scalars);
  const third = entry(3, entryHash(second), [1, 2, 3, 4]);
  const applying = (): void => model.apply([second, third]);
  expect(applying).toThrow(ReplayError);
  expect(applying).toThrow(expect.objectContaining({ entry: 2, message: expect.stringContaining('Entry 2') }));
  expect(model.fingerprint()).toBe(before);
  expect(model.sequence).toBe(1);
});

test('promise 3: rollbacks, of rollbacks too, bring back the weights, and what is not the method’s is refused in them', async () => {
  const model = await ReplayedModel.create(manifest, tinyConfig);
  const base = manifestHash(manifest);
  const round = privately([part('a', [1, 2, 3, 4])]);
  const log = makeLog(base, [round, round, rollbackTo(1), rollbackTo(0)]);
  // Weights of 0 at a scale at which steps are not.
  model.architecture.tensors.forEach(({ size }, t) => model.lattice.restore(t, new Int32Array(size), 24));
  model.jump(0, base);
  const start = model.fingerprint();
  model.apply(log.slice(0, 1));
  const first = model.fingerprint();
  model.apply(log.slice(1, 3));
  expect(model.fingerprint()).toBe(first);
  expect(first).not.toBe(start);
  model.apply(log.slice(3));
  expect(model.fingerprint()).toBe(start);
  expect(model.sequence).toBe(4);

  // One that nobody ever applied: its own entry has too few numbers.
  const other = makeLog(base, [privately([part('a', [1, 2, 3])]), rollbackTo(0)]);
  model.jump(1, entryHash(other[0]!));
  expect(() => model.apply(other.slice(1))).toThrow('Entry 2 has other numbers');
});
