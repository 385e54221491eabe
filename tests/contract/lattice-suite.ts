import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Kernel, Lattice, type Precision, type Update, negate } from '../../src/lattice/index.ts';

/** Tensors that end in, at and behind a chunk of the kernel. */
const SIZES = [1, 63, 64, 257, 512, 1000];

const anyWord = fc.integer({ min: 0, max: 2 ** 32 - 1 });
/** Few keys, so that several updates often share one. */
const anyKey = fc.oneof(fc.tuple(anyWord, anyWord), fc.constantFrom([1, 2] as const, [2, 1] as const));
const anySpan = fc
  .tuple(fc.nat({ max: SIZES.length }), fc.nat({ max: SIZES.length }))
  .map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }));
/** Half of them up to a few units of 16 bits, as training has them. A plain `fc.double` is mostly too small to move a weight. */
const anyStep = fc
  .tuple(fc.integer({ min: -1_000_003, max: 1_000_003 }), fc.constantFrom(2 ** -32, 2 ** -30, 2 ** -20, 2 ** -10))
  .map(([mantissa, scale]) => mantissa * scale);
const anyUpdate: fc.Arbitrary<Update> = fc
  .tuple(
    anyKey,
    anySpan,
    fc.oneof({ weight: 9, arbitrary: anyStep }, fc.double({ noNaN: true, min: -1000, max: 1000 })),
  )
  .map(([key, { from, to }, step]) => ({ key, from, to, step }));
const anyUpdates = fc.array(anyUpdate, { maxLength: 12 });

/** Promise 3 over a kernel: whichever way updates arrive, the integers are the same. */
export function latticeSuite(name: string, precision: Precision, create: () => Promise<Kernel>): void {
  describe(`lattice of ${precision} bits on kernel ${name}`, () => {
    let lattice: Lattice;
    beforeAll(async () => {
      lattice = new Lattice(SIZES, await create(), precision);
    });

    function reset(): void {
      SIZES.forEach((size, t) => {
        lattice.staging(t).set(Float32Array.from({ length: size }, (_, i) => Math.sin(i * 7 + t) / (t + 1)));
        lattice.quantise(t);
      });
    }

    function bits(): number[][] {
      return SIZES.map((_, t) => [...lattice.integers(t)]);
    }

    it('promise 3: any order and any grouping of updates gives equal bits and fingerprints', () => {
      const scenario = anyUpdates.chain((list) =>
        fc.record({
          list: fc.constant(list),
          shuffled: fc.shuffledSubarray(list, { minLength: list.length }),
          cut: fc.nat({ max: list.length }),
        }),
      );
      fc.assert(
        fc.property(scenario, ({ list, shuffled, cut }) => {
          reset();
          lattice.apply(list);
          const once = { bits: bits(), fingerprint: lattice.fingerprint() };
          reset();
          lattice.apply(shuffled.slice(0, cut));
          for (const one of shuffled.slice(cut)) lattice.apply([one]);
          expect({ bits: bits(), fingerprint: lattice.fingerprint() }).toEqual(once);
        }),
        { numRuns: 40 },
      );
    });

    it('promise 3: negated updates restore the bits, in any order', () => {
      reset();
      const before = bits();
      fc.assert(
        fc.property(anyUpdates, (list) => {
          lattice.apply(list);
          lattice.apply(list.toReversed().map(negate));
          expect(bits()).toEqual(before);
        }),
        { numRuns: 40 },
      );
    });

    it('moves every weight of its span by the step, against the sign, and no other', () => {
      reset();
      const before = bits();
      lattice.apply([{ key: [3, 4], from: 2, to: 4, step: 2 ** -10 }]);
      const moved = bits().map((tensor, t) => tensor.map((n, i) => (n - before[t]![i]!) / 2 ** lattice.shifts[t]!));
      const distances = moved.map((tensor) => [...new Set(tensor.map(Math.abs))]);
      expect(distances).toEqual([[0], [0], [2 ** -10], [2 ** -10], [0], [0]]);
      const out = lattice.kernel.allocate(SIZES[3]!);
      const plain = lattice.kernel.allocate(SIZES[3]!);
      lattice.perturb(3, { key: [3, 4], amount: 1 }, out);
      lattice.perturb(3, null, plain);
      const signs = Array.from(lattice.kernel.floats(out), (w, i) => Math.sign(w - lattice.kernel.floats(plain)[i]!));
      expect(moved[3]!.map(Math.sign)).toEqual(signs.map((z) => -z));
    });

    it('refuses a step that no integer stands for, and changes nothing then', () => {
      for (const step of [Number.NaN, Number.POSITIVE_INFINITY, 1e300]) {
        const before = lattice.fingerprint();
        const updates = [
          { key: [1, 2] as const, from: 0, to: 1, step: 0.01 },
          { key: [3, 4] as const, from: lattice.tensorCount - 1, to: lattice.tensorCount, step },
        ];
        expect(() => lattice.apply(updates)).toThrow('beyond the lattice');
        expect(lattice.fingerprint()).toBe(before);
      }
    });

    it('promise 3: a snapshot of integers and scales has the same fingerprint and the same bits', () => {
      reset();
      lattice.apply([{ key: [7, 7], from: 0, to: SIZES.length, step: 0.01 }]);
      const fingerprint = lattice.fingerprint();
      const snapshot = bits();
      const { shifts } = lattice;
      lattice.apply([{ key: [8, 8], from: 0, to: SIZES.length, step: 0.01 }]);
      expect(lattice.fingerprint()).not.toBe(fingerprint);
      snapshot.forEach((tensor, t) => lattice.restore(t, Int32Array.from(tensor), shifts[t]!));
      expect(lattice.fingerprint()).toBe(fingerprint);
    });

    it('promise 3: local steps taken back and an entry applied over them end where the entry alone does', () => {
      fc.assert(
        fc.property(anyUpdates, anyUpdates, (local, entry) => {
          reset();
          lattice.apply(entry);
          const alone = bits();
          reset();
          for (const step of local) lattice.apply([step]);
          lattice.apply([...local.map(negate), ...entry]);
          expect(bits()).toEqual(alone);
        }),
        { numRuns: 40 },
      );
    });

    it('wraps around at its width, and comes back', () => {
      reset();
      const before = bits();
      // Twice 3 is beyond the room of +-4 that a largest weight of 1 leaves, and of +-2 that a small one has.
      const far: Update = { key: [6, 6], from: 0, to: SIZES.length, step: 3 };
      lattice.apply([far]);
      lattice.apply([far]);
      const turn = 2 ** precision;
      bits().forEach((tensor, t) => {
        const distance = 6 * 2 ** lattice.shifts[t]!;
        const moves = tensor.map((n, i) => n - before[t]![i]!);
        expect(moves.every((move) => (move - distance) % turn === 0 || (move + distance) % turn === 0)).toBe(true);
        expect(moves.some((move) => Math.abs(move) !== distance)).toBe(true);
        expect(tensor.every((n) => n >= -turn / 2 && n < turn / 2)).toBe(true);
      });
      lattice.apply([negate(far), negate(far)]);
      expect(bits()).toEqual(before);
    });

    it('changes its fingerprint when one bit of one weight changes, or two weights change places', () => {
      reset();
      const fingerprint = lattice.fingerprint();
      const integers = lattice.integers(5);
      integers[999]! ^= 1;
      expect(lattice.fingerprint()).not.toBe(fingerprint);
      integers[999]! ^= 1;
      [integers[0], integers[1]] = [integers[1]!, integers[0]!];
      expect(lattice.fingerprint()).not.toBe(fingerprint);
      expect(lattice.fingerprint()).toMatch(/^[0-9a-f]{32}$/);
    });

    it.each([Number.NaN, Infinity, -Infinity, 1e30])('refuses a step of %d and changes nothing then', (step) => {
      reset();
      const before = bits();
      const good: Update = { key: [1, 1], from: 0, to: SIZES.length, step: 0.01 };
      // The bad step comes last and touches the last tensor alone.
      const bad: Update = { ...good, from: SIZES.length - 1, step };
      expect(() => lattice.apply([good, bad])).toThrow(RangeError);
      expect(bits()).toEqual(before);
    });
  });
}
