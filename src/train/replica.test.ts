import { describe, expect, test } from 'vitest';
import { AnalyticLoss } from '../../tests/support/analytic.ts';
import { AnalyticLearner } from '../../tests/support/analytic-learner.ts';
import { makeLog as makeEntries, part, privately, rollbackTo } from '../../tests/support/entries.ts';
import { testManifest } from '../../tests/support/manifest.ts';
import type { Update } from '../lattice/index.ts';
import {
  type Entry,
  type Epoch,
  type Hash,
  type ParticipantId,
  type Sequence,
  encodeEntry,
  entryHash,
  manifestHash,
  parseManifest,
} from '../protocol/index.ts';
import type { Key } from '../random/index.ts';
import { createMethod, updates } from '../zo/index.ts';
import { ChainError, Replica } from './replica.ts';

const manifest = parseManifest(testManifest());
const epoch = '00'.repeat(8) as Epoch;

/** A log of `count` entries with made-up scalars. */
function makeLog(count: number, salt = 1): Uint8Array[] {
  let previous: Hash = manifestHash(manifest);
  return Array.from({ length: count }, (_, i) => {
    const entry: Entry = {
      kind: 'private',
      sequence: (i + 1) as Sequence,
      previous,
      parts: ['a', 'b'].map((digit, p) => ({
        participant: digit.repeat(32) as ParticipantId,
        examples: 10 + p,
        scalars: Float32Array.from({ length: 4 }, (_unused, s) => Math.sin(salt + 7 * i + 3 * p + s)),
      })),
      late: [],
    };
    const bytes = encodeEntry(entry);
    previous = entryHash(bytes);
    return bytes;
  });
}

function localUpdates(scalars: readonly number[], step: Key, rate: number): Update[] {
  const method = createMethod(manifest);
  return updates(method, method.coefficients(Float32Array.from(scalars)), step, AnalyticLoss.blocks, rate);
}

describe('Replica', () => {
  test('promise 3: entries one by one, in groups, and around local steps end in the same bits', async () => {
    const log = makeLog(6);
    const one = await Replica.base(new AnalyticLearner(0), manifest);
    for (const entry of log) await one.follow(epoch, [entry]);
    const grouped = await Replica.base(new AnalyticLearner(1), manifest);
    await grouped.follow(epoch, log.slice(0, 4));
    await grouped.step(localUpdates([3, 4], [1, 2], 0.1));
    expect(grouped.isClean).toBe(false);
    await grouped.follow(epoch, log.slice(4));
    expect(grouped.isClean).toBe(true);
    expect(grouped.position).toEqual(one.position);
    expect(one.position.sequence).toBe(6);
    expect(one.position.chain).toBe(entryHash(log[5]!));
  });

  test('a step of a thousand directions on the biases of a large model is taken and undone', async () => {
    const learner = new AnalyticLearner(0);
    const replica = await Replica.base(learner, manifest);
    const before = await learner.fingerprint();
    const update = (i: number): Update => ({ key: [i, 7], from: 0, to: 1, step: i % 4096 === 0 ? 0.01 : 0 });
    const made = Array.from({ length: 300_000 }, (_, i) => update(i));
    await replica.step(made);
    expect(replica.local).toHaveLength(made.length);
    expect(await learner.fingerprint()).not.toBe(before);
    await replica.undo();
    expect(await learner.fingerprint()).toBe(before);
  });

  test('promise 3: a rollback brings back an earlier state, local steps and further rounds or not', async () => {
    const round = (number: number) => privately([part('a', [number, 1, -2, 3], 10), part('b', [1, 2, number, 4], 11)]);
    const log = makeEntries(manifestHash(manifest), [
      round(1),
      round(2),
      round(3),
      rollbackTo(1),
      round(4),
      rollbackTo(0),
    ]);
    const learner = new AnalyticLearner(0);
    const replica = await Replica.base(learner, manifest);
    const base = replica.position.fingerprint;
    await replica.follow(epoch, log.slice(0, 3));
    await replica.step(localUpdates([3, 4], [1, 2], 0.1));
    const single = await Replica.base(new AnalyticLearner(1), manifest);
    await single.follow(epoch, log.slice(0, 1));
    const [applied] = await replica.follow(epoch, log.slice(3, 4));
    expect(replica.isClean).toBe(true);
    expect(applied!.entry).toMatchObject({ kind: 'rollback', to: 1 });
    expect(replica.position).toMatchObject({ sequence: 4, fingerprint: single.position.fingerprint });
    await replica.follow(epoch, log.slice(4));
    expect(replica.position).toMatchObject({ sequence: 6, chain: entryHash(log[5]!), fingerprint: base });
    expect(single.position.fingerprint).not.toBe(base);
  });

  test('promise 2: local steps are undone exactly, without a copy', async () => {
    const learner = new AnalyticLearner(0);
    const replica = await Replica.base(learner, manifest);
    for (let i = 0; i < 20; i++) {
      await replica.step(localUpdates([i, -i], [i, 0], 0.37));
    }
    expect(await learner.fingerprint()).not.toBe(replica.position.fingerprint);
    await replica.undo();
    expect(await learner.fingerprint()).toBe(replica.position.fingerprint);
  });

  test('an entry that was applied already is passed over', async () => {
    const log = makeLog(3);
    const replica = await Replica.base(new AnalyticLearner(0), manifest);
    await replica.follow(epoch, log.slice(0, 2));
    const before = replica.position;
    expect(await replica.follow(epoch, log.slice(0, 2))).toEqual([]);
    expect(replica.position).toEqual(before);
    expect(await replica.follow(epoch, log)).toHaveLength(1);
  });

  test('a gap and another past are told apart, and change nothing', async () => {
    const replica = await Replica.base(new AnalyticLearner(0), manifest);
    await replica.follow(epoch, makeLog(1));
    const before = replica.position;
    const gap = await replica.follow(epoch, [makeLog(3)[2]!]).catch((error: unknown) => error);
    const fork = await replica.follow(epoch, [makeLog(2, 99)[1]!]).catch((error: unknown) => error);
    expect(gap).toBeInstanceOf(ChainError);
    expect(gap).toHaveProperty('isGap', true);
    expect(fork).toHaveProperty('isGap', false);
    expect(replica.position).toEqual(before);
  });

  test('an entry that cannot be applied leaves the copy as it was, its local steps included', async () => {
    const learner = new AnalyticLearner(0);
    const replica = await Replica.base(learner, manifest);
    await replica.step(localUpdates([3, 4], [1, 2], 0.1));
    const [place, bits] = [replica.position, await learner.fingerprint()];
    const beyond: Entry = {
      kind: 'private',
      sequence: 1 as Sequence,
      previous: manifestHash(manifest),
      parts: [{ participant: 'a'.repeat(32) as ParticipantId, examples: 1, scalars: new Float32Array(4).fill(3e38) }],
      late: [],
    };
    await expect(replica.follow(epoch, [encodeEntry(beyond)])).rejects.toThrow(RangeError);
    expect(replica.isClean).toBe(false);
    expect(replica.position).toEqual(place);
    expect(await learner.fingerprint()).toBe(bits);
    await replica.undo();
    expect(await learner.fingerprint()).toBe(place.fingerprint);
  });

  test('entries that take several passes, of which the last cannot be applied, leave the copy as it was', async () => {
    const large = parseManifest(testManifest({ localSteps: 1000, p1: 1, p2: 64 }));
    // Mostly zeros: updates that a pass counts and the weights hardly notice.
    const scalars = Array.from({ length: 64_000 }, (_, i) => (i % 6400 === 0 ? 1 : 0));
    const all = (of: readonly number[]) => privately(['a', 'b', 'c', 'd', 'e'].map((digit) => part(digit, of)));
    const log = makeEntries(manifestHash(large), [all(scalars), all(scalars.map((g) => 3e38 * g))]);
    const learner = new AnalyticLearner(0);
    const replica = await Replica.base(learner, large);
    await replica.step(localUpdates([3, 4], [1, 2], 0.1));
    const [place, bits] = [replica.position, await learner.fingerprint()];
    await expect(replica.follow(epoch, log)).rejects.toThrow(RangeError);
    expect(replica.isClean).toBe(false);
    expect(replica.position).toEqual(place);
    expect(await learner.fingerprint()).toBe(bits);
  });

  test('remembers the fingerprints of the states it stopped at, and forgets them at a reset', async () => {
    const log = makeLog(2);
    const replica = await Replica.base(new AnalyticLearner(0), manifest);
    const base = replica.position.fingerprint;
    await replica.follow(epoch, [log[0]!]);
    const first = replica.position.fingerprint;
    await replica.follow(epoch, [log[1]!]);
    expect(replica.fingerprintAt(0)).toBe(base);
    expect(replica.fingerprintAt(1)).toBe(first);
    await replica.reset();
    expect(replica.position).toMatchObject({ epoch: null, sequence: 0, fingerprint: base });
    expect(replica.fingerprintAt(1)).toBeUndefined();
  });
});
