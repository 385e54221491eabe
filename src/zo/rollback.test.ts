import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type MadeEntry, latePart, makeLog, part, privately, rollbackTo } from '../../tests/support/entries.ts';
import { testManifest } from '../../tests/support/manifest.ts';
import { Lattice, ReferenceKernel, WasmKernel, mergeKeys } from '../lattice/index.ts';
import {
  type Hash,
  type Manifest,
  type Method,
  type Sequence,
  decodeEntry,
  entryHash,
  manifestHash,
  parseManifest,
} from '../protocol/index.ts';
import {
  entryPasses,
  entryUpdates,
  hasItsNumbers,
  learningRate,
  participantWeights,
  roundKey,
  stepKey,
  updates,
} from './index.ts';
import { createMethod } from './create.ts';

const blocks = { first: [{ from: 0, to: 1 }], second: [{ from: 1, to: 3 }] };
const wasm = await WasmKernel.create();
const KERNELS = { reference: () => new ReferenceKernel(), wasm: () => wasm };

function lattice(kernel: keyof typeof KERNELS, precision: 16 | 32): Lattice {
  const made = new Lattice([100, 70, 3], KERNELS[kernel](), precision);
  for (let t = 0; t < 3; t++) {
    made.staging(t).fill(0.5);
    made.quantise(t);
  }
  return made;
}

const integersOf = (of: Lattice): number[][] => [0, 1, 2].map((t) => [...of.integers(t)]);

function federation(directions: 'private' | 'shared' | 'pool'): Manifest {
  const small = { localSteps: 2, p1: 1, p2: 2, learningRate: { from: 0.03, to: 0.001, rounds: 7 } };
  const plain = testManifest({ ...small, directions: directions === 'shared' ? 'shared' : 'private' }, { late: 3 });
  if (directions === 'private') return parseManifest({ ...plain, aggregation: { by: 'norm-bounded', factor: 1 } });
  if (directions === 'shared') return parseManifest({ ...plain, round: { ...plain.round, late: 0 } });
  const { epsilon, batch, clip, noise } = plain.method;
  const pool: Method = {
    ...{ name: 'fedkseed', directions: 'pool', pool: 4, epsilon, batch, clip, noise, localSteps: 4 },
    learningRate: { from: 0.03, to: 0.03, rounds: 1 },
  };
  return parseManifest({ ...plain, method: pool });
}

/** Every scalar of it: of all sizes, 0 among them, so that 16-bit integers overflow and are rounded at random. */
const scalar = fc.oneof(fc.double({ min: -3, max: 3, noNaN: true }), fc.constantFrom(0, 1000, -1000, 1e-9));
const scalars = fc.array(scalar, { minLength: 4, maxLength: 4 });
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('round'), a: scalars, b: scalars, late: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('rollback'), by: fc.nat(4) }) },
);

function madeOf(
  directions: Manifest['method']['directions'],
  one: typeof step extends fc.Arbitrary<infer T> ? T : never,
): MadeEntry {
  return (place, before) => {
    if (!('a' in one)) {
      if (before.length > 0) return rollbackTo(Math.max(0, before.length - 1 - one.by))(place, before);
      return madeOf(directions, { kind: 'round', a: [1, 2, 3, 4], b: [4, 3, 2, 1], late: false })(place, before);
    }
    if (directions === 'shared') {
      const coefficients = Float32Array.from([...one.a, ...one.b.slice(2)]);
      return { kind: 'shared', ...place, participants: 2, coefficients };
    }
    const own = [part('1', one.a, 3), part('2', one.b)];
    const late = one.late && before.length > 0 ? [latePart(before.length, place.previous, part('3', one.b))] : [];
    return privately(own, late)(place, before);
  };
}

describe.each(['private', 'shared', 'pool'] as const)(
  'promise 3: a rollback on %s directions brings back the integers',
  (directions) => {
    const manifest = federation(directions);
    test.each([
      ['reference', 32],
      ['reference', 16],
      ['wasm', 32],
      ['wasm', 16],
    ] as const)(
      '%s kernel, %i bits: of any rounds and rollbacks before it, one by one and all in one pass',
      (kernel, precision) => {
        let [rollbacks, nested] = [0, 0];
        const all = lattice(kernel, precision);
        const live = lattice(kernel, precision);
        const base = integersOf(live);
        fc.assert(
          fc.property(fc.array(step, { minLength: 2, maxLength: 7 }), (steps) => {
            const log = makeLog(
              manifestHash(manifest),
              steps.map((one) => madeOf(directions, one)),
            );
            for (const to of [live, all]) base.forEach((integers, t) => to.integers(t).set(integers));
            const states = [base];
            for (const bytes of log) {
              const entry = decodeEntry(bytes);
              expect(hasItsNumbers(entry, manifest)).toBe(true);
              live.apply(entryUpdates(entry, manifest, blocks));
              states.push(integersOf(live));
              if (entry.kind !== 'rollback') continue;
              rollbacks++;
              if (entry.undone.some((inner) => decodeEntry(inner).kind === 'rollback')) nested++;
              expect(integersOf(live)).toEqual(states[entry.to]);
            }
            all.apply(log.flatMap((bytes) => entryUpdates(decodeEntry(bytes), manifest, blocks)));
            expect(all.fingerprint()).toBe(live.fingerprint());
          }),
          { numRuns: 60, seed: 5 },
        );
        expect(rollbacks).toBeGreaterThan(50);
        expect(nested).toBeGreaterThan(10);
      },
    );
  },
);

test('rounds do move the integers: what the tests above compare is not all one state', () => {
  const manifest = federation('private');
  const log = makeLog(manifestHash(manifest), [privately([part('1', [1, 2, -1, 3])])]);
  for (const precision of [16, 32] as const) {
    const moved = lattice('reference', precision);
    const before = integersOf(moved);
    moved.apply(entryUpdates(decodeEntry(log[0]!), manifest, blocks));
    expect(integersOf(moved)).not.toEqual(before);
  }
});

test('a rollback of rollbacks has as many updates as it holds, and those that cancel cost no pass of their own', () => {
  const manifest = federation('private');
  const round = privately([part('1', [1, 2, -1, 3])]);
  const log = makeLog(manifestHash(manifest), [round, round, rollbackTo(1), rollbackTo(0)]);
  const [one, two, back, whole] = log.map((bytes) => entryUpdates(decodeEntry(bytes), manifest, blocks));
  expect(back!.map(({ key, step: amount }) => [key, amount])).toEqual(
    two!.map(({ key, step: amount }) => [key, -amount]),
  );
  expect(whole).toHaveLength(3 * one!.length);
  // The second round goes off and on again: the pass reads the noise of each direction once.
  expect(mergeKeys(whole!).keys).toHaveLength(mergeKeys([...one!, ...two!]).keys.length);
});

test('[L8] a round after a rollback has directions of its own, and the learning rate of its number', () => {
  const manifest = federation('private');
  const round = privately([part('1', [1, 2, -1, 3])]);
  const log = makeLog(manifestHash(manifest), [round, round, rollbackTo(1), round]).map(decodeEntry);
  const [second, fourth] = [log[1]!, log[3]!].map((entry) => entryUpdates(entry, manifest, blocks));
  const keys = new Set(second!.map(({ key }) => String(key)));
  expect(fourth!.some(({ key }) => keys.has(String(key)))).toBe(false);
  const ratio = learningRate(manifest, 4) / learningRate(manifest, 2);
  expect(ratio).toBeLessThan(1);
  fourth!.forEach(({ step: amount }, i) => expect(amount / second![i]!.step).toBeCloseTo(ratio, 12));
});

test('what is too much for one pass takes several, each of whole rounds, and the same bits', () => {
  const manifest = federation('private');
  const round = privately([part('1', [1, 2, -1, 3])]);
  const log = makeLog(manifestHash(manifest), [round, round, round, rollbackTo(0)]).map(decodeEntry);
  const each = entryUpdates(log[0]!, manifest, blocks).length;
  const passes = (most?: number) => [...entryPasses(log, manifest, blocks, undefined, most)];
  expect(passes().map(({ length }) => length)).toEqual([6 * each]);
  expect(passes(2 * each).map(({ length }) => length)).toEqual([2 * each, 2 * each, 2 * each]);
  expect(passes(2 * each - 1).map(({ length }) => length)).toEqual(Array.from({ length: 6 }, () => each));
  expect(passes(each + 1).flat()).toEqual(log.flatMap((entry) => entryUpdates(entry, manifest, blocks)));
  expect([...entryPasses([], manifest, blocks)]).toEqual([[]]);
});

test('[L6] a late part steps along its own round’s directions at its own round’s learning rate, at its weight among all', () => {
  const { aggregation: _, ...manifest } = federation('private');
  const rounds = [1, 2, 3].map((number) => privately([part('1', [number, 1, 1, 1])]));
  const log = makeLog(manifestHash(manifest), rounds);
  const opened = entryHash(log[1]!);
  const entry = {
    ...({ kind: 'private', sequence: 6 as Sequence, previous: 'ee'.repeat(32) as Hash } as const),
    parts: [part('1', [1, 1, 1, 1], 3)],
    late: [latePart(3, opened, part('2', [1, -2, 3, 4], 1))],
  };
  const method = createMethod(manifest);
  const key = roundKey(manifestHash(manifest), 3 as Sequence, opened);
  const [first] = entry.late;
  const expected = [0, 1].flatMap((local) =>
    updates(
      method,
      method.coefficients(first!.scalars.subarray(2 * local, 2 * local + 2)),
      stepKey(key, 'private', first!.participant, local),
      blocks,
      learningRate(manifest, 3) * 0.25,
    ),
  );
  const all = entryUpdates(entry, manifest, blocks);
  expect(participantWeights([...entry.parts, ...entry.late], manifest)).toEqual([0.75, 0.25]);
  expect(all.slice(all.length / 2)).toEqual(expected);
  expect(learningRate(manifest, 3)).not.toBe(learningRate(manifest, 6));
});

describe('an entry of other numbers than its manifest’s method sends is told apart', () => {
  const late = [latePart(1, manifestHash(federation('private')), part('2', [1, 2, 3, 4]))];
  const wrong = privately([part('1', [1, 2, 3])]);
  const right = privately([part('1', [1, 2, 3, 4])]);
  const last = (makers: readonly MadeEntry[]) =>
    decodeEntry(makeLog(manifestHash(federation('private')), makers).at(-1)!);
  test.each<[string, readonly MadeEntry[], boolean]>([
    ['right ones', [right, privately([], late), rollbackTo(0)], true],
    ['a late part that is too short', [right, privately([], [{ ...late[0]!, scalars: new Float32Array(3) }])], false],
    ['a rollback of an entry that is too short', [wrong, rollbackTo(0)], false],
    ['a rollback of a rollback of it', [wrong, rollbackTo(0), rollbackTo(0)], false],
    [
      'a rollback of an entry on shared directions',
      [(place) => ({ kind: 'shared', ...place, participants: 1, coefficients: new Float32Array(6) }), rollbackTo(0)],
      false,
    ],
  ])('%s', (_, makers, expected) => {
    expect(hasItsNumbers(last(makers), federation('private'))).toBe(expected);
  });
  test('late parts where the manifest takes none', () => {
    const manifest = federation('private');
    const none = parseManifest({ ...manifest, round: { ...manifest.round, late: 0 } });
    expect(hasItsNumbers(last([right, privately([], late)]), none)).toBe(false);
  });
});
