import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Lattice, type Precision, ReferenceKernel, type Update, negate } from '../src/lattice/index.ts';
import { Differences } from './differences.ts';

const SIZES = [5, 3];
const VIEWS = 3;

function lattice(precision: Precision): Lattice {
  const made = new Lattice(SIZES, new ReferenceKernel(), precision);
  for (const [t, size] of SIZES.entries()) {
    made.staging(t).set(Float32Array.from({ length: size }, (_, i) => Math.sin(1 + i + 7 * t)));
    made.quantise(t);
  }
  return made;
}

/** Few different ones, so that views come to have the same, twice, and backwards. */
const update = fc.record<Update>({
  key: fc.constantFrom<readonly [number, number]>([1, 2], [3, 4]),
  from: fc.constantFrom(0, 1),
  to: fc.constant(2),
  step: fc.constantFrom(0.01, -0.01, 0.3, -0.3, 0),
});
const act = fc.record({
  view: fc.nat(VIEWS - 1),
  updates: fc.array(update, { maxLength: 4 }),
  /** Moves the lattice to the view, or leaves it where it is. */
  looks: fc.boolean(),
});

describe.each([32, 16] as const)('views of one lattice of %i bits', (precision) => {
  test('promises 2 and 3: have the bits of lattices of their own, in any interleaving', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 25 }), (acts) => {
        const one = lattice(precision);
        const own = Array.from({ length: VIEWS }, () => lattice(precision));
        const differences = new Differences(VIEWS);
        const look = (view: number): void => {
          one.apply(differences.missing(view));
          differences.moved(view);
          expect(one.fingerprint()).toBe(own[view]!.fingerprint());
          expect(differences.missing(view)).toEqual([]);
        };
        for (const { view, updates, looks } of acts) {
          differences.add(view, updates);
          own[view]!.apply(updates);
          if (looks) look(view);
        }
        for (let view = 0; view < VIEWS; view++) look(view);
        // Once all have taken everything back, nothing is remembered.
        for (let view = 0; view < VIEWS; view++) {
          differences.add(
            view,
            acts.filter((a) => a.view === view).flatMap(({ updates }) => updates.map(negate)),
          );
        }
        one.apply(differences.missing(0));
        differences.moved(0);
        expect(one.fingerprint()).toBe(lattice(precision).fingerprint());
        expect(differences.size).toBe(0);
      }),
      { numRuns: 200 },
    );
  });
});

test('what all views have is forgotten, wherever the lattice is', () => {
  const differences = new Differences(2);
  for (let round = 0; round < 1000; round++) {
    const key = [round, 0] as const;
    differences.add(0, [{ key, from: 0, to: 2, step: 1e-3 }]);
    // The lattice follows one of them, and is behind when the other has caught up.
    if (round % 3 === 0) differences.moved(round % 2);
    differences.add(1, [{ key, from: 0, to: 2, step: 1e-3 }]);
    expect(differences.size).toBeLessThanOrEqual(4);
  }
});

test('an update that is no number is refused, and nothing of its list is noted', () => {
  const differences = new Differences(2);
  const good = { key: [1, 1] as const, from: 0, to: 2, step: 1 };
  expect(() => differences.add(0, [good, { ...good, step: Number.NaN }])).toThrow(RangeError);
  expect(differences.size).toBe(0);
});
