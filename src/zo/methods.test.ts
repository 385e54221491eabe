import { describe, expect, test } from 'vitest';
import { AnalyticLoss } from '../../tests/support/analytic.ts';
import { testManifest } from '../../tests/support/manifest.ts';
import { SIZES, estimateOf, problem } from '../../tests/support/problem.ts';
import { type Update, negate } from '../lattice/index.ts';
import { type Method, parseManifest, scalarsPerStep } from '../protocol/index.ts';
import { type Key, foldIn } from '../random/index.ts';
import { type TwoBlockLoss, createMethod, updates } from './index.ts';

const { epsilon, learningRate, localSteps, batch, noise } = testManifest().method;
const common = { epsilon, learningRate, localSteps, batch, noise, clip: 1e6 };
const constant = { from: 1e-2, to: 1e-2, rounds: 1 };

type FedSpzoOptions = Partial<Method & { name: 'fedspzo' }>;
const fedspzo = (options: FedSpzoOptions = {}): Method => {
  return { ...common, name: 'fedspzo', directions: 'private', p1: 2, p2: 3, split: 1, ...options };
};
const decomfl = (difference: 'forward' | 'central'): Method => {
  return { ...common, name: 'decomfl', directions: 'shared', p: 3, difference };
};

/** Every method with its options, and the forward passes of a step where block 1 is three quarters of one. */
const METHODS: readonly (readonly [name: string, method: Method, forwards: number])[] = [
  ['FedSPZO', fedspzo(), 2 * 2 * (0.75 + 3 * 0.25)],
  ['FedSPZO with loo', fedspzo({ loo: true }), 2 * 2 * (0.75 + 3 * 0.25)],
  ['FedZO', { ...common, name: 'fedzo', directions: 'private', p: 4 }, 8],
  ['DeComFL by forward difference', decomfl('forward'), 4],
  ['DeComFL by central difference', decomfl('central'), 6],
  ['MeZO', { ...common, name: 'mezo', directions: 'private' }, 2],
  ['FedKSeed', { ...common, learningRate: constant, name: 'fedkseed', directions: 'pool', pool: 4096 }, 2],
];

function methodOf(method: Method) {
  const round = method.name === 'mezo' ? { quorum: 1, maximum: 1 } : {};
  return createMethod(parseManifest({ ...testManifest({}, round), method }));
}

describe.each(METHODS)('%s', (_, settings, forwards) => {
  const method = methodOf(settings);

  test('its estimate is unbiased: the mean over many keys approaches the gradient, within 5 standard errors', async () => {
    const { loss } = problem();
    const { u, v } = loss.gradient();
    const count = 4000;
    const mean = new Float64Array(SIZES[0] + SIZES[1]);
    const square = new Float64Array(mean.length);
    for (let k = 0; k < count; k++) {
      const step: Key = [k, 99];
      const { scalars } = await method.measure(loss, step);
      estimateOf(method, method.coefficients(scalars), step).forEach((value, i) => {
        mean[i]! += value / count;
        square[i]! += value ** 2 / count;
      });
    }
    [...u, ...v].forEach((expected, i) => {
      const error = Math.sqrt((square[i]! - mean[i]! ** 2) / count);
      expect(error).toBeGreaterThan(0);
      // A forward difference is off by the curvature, which is of epsilon's order.
      expect(Math.abs(mean[i]! - expected)).toBeLessThan(5 * error + 10 * epsilon);
    });
  });

  test('its steps lower the loss, and undoing them in any order restores every bit (promise 3)', async () => {
    const { lattice, loss } = problem();
    const before = lattice.fingerprint();
    const start = loss.value();
    const taken: Update[] = [];
    for (let k = 0; k < 150; k++) {
      const step = foldIn([5, 5], k);
      const { scalars } = await method.measure(loss, step);
      const made = updates(method, method.coefficients(scalars), step, AnalyticLoss.blocks, 0.02);
      lattice.apply(made);
      taken.push(...made);
    }
    expect(loss.value()).toBeLessThan(start - 0.1);
    expect(lattice.fingerprint()).not.toBe(before);
    lattice.apply(taken.toReversed().map(negate));
    expect(lattice.fingerprint()).toBe(before);
  });

  test('promise 5: a step runs as many passes as it says, with one cache alive at a time (promise 2)', async () => {
    const calls = { first: 0, second: 0, alive: 0, most: 0 };
    const counting: TwoBlockLoss<number> = {
      first: () => {
        calls.alive++;
        calls.most = Math.max(calls.most, calls.alive);
        return Promise.resolve(calls.first++);
      },
      second: () => Promise.resolve(calls.second++),
      release: () => void calls.alive--,
    };
    const { scalars } = await method.measure(counting, [0, 0]);
    expect(0.75 * calls.first + 0.25 * calls.second).toBe(forwards);
    expect(method.forwards(0.75)).toBe(forwards);
    expect(calls).toMatchObject({ alive: 0, most: 1 });
    expect(scalars).toHaveLength(scalarsPerStep(settings));
    expect(method.coefficients(scalars)).toHaveLength(method.directionCount);
    expect(method.directions([0, 0])).toHaveLength(method.directionCount);
  });

  test('releases what block 1 has left when block 2 fails', async () => {
    let alive = 0;
    const failing: TwoBlockLoss<null> = {
      first: () => {
        alive++;
        return Promise.resolve(null);
      },
      second: () => Promise.reject(new Error('device lost')),
      release: () => void alive--,
    };
    await expect(method.measure(failing, [0, 0])).rejects.toThrow('device lost');
    expect(alive).toBe(0);
  });

  test("scalars are clipped to the manifest's bound", async () => {
    const { loss } = problem();
    const { scalars } = await methodOf({ ...settings, clip: 0.25 }).measure(loss, [1, 2]);
    expect(Math.max(...scalars.map(Math.abs))).toBe(0.25);
  });
});

describe('what sets them apart', () => {
  test('a scalar of FedSPZO is the gradient along its two directions, within 1e-5', async () => {
    const { loss } = problem();
    const { u, v } = loss.gradient();
    const method = methodOf(fedspzo());
    const { scalars } = await method.measure(loss, [1, 2]);
    // A coefficient of 1 on one direction alone gives the direction.
    const signs = (place: number) => estimateOf(method, unit(method.directionCount, place), [1, 2]);
    const along = (z: Float64Array) => [...u, ...v].reduce((sum, g, n) => sum + g * z[n]!, 0);
    for (let i = 0; i < 2; i++) {
      for (let j = 0; j < 3; j++) {
        expect(scalars[i * 3 + j]).toBeCloseTo(along(signs(i)) + along(signs(2 + i * 3 + j)), 5);
      }
    }
  });

  test("loo takes block 1's noise out of block 2's estimate: its variance falls, block 1's stays", async () => {
    const [plain, loo] = [methodOf(fedspzo({ p1: 1 })), methodOf(fedspzo({ p1: 1, loo: true }))];
    const { loss } = problem();
    const power = { plain: [0, 0], loo: [0, 0] };
    for (let k = 0; k < 500; k++) {
      const { scalars } = await plain.measure(loss, [k, 3]);
      for (const [name, method] of [
        ['plain', plain],
        ['loo', loo],
      ] as const) {
        const estimate = estimateOf(method, method.coefficients(scalars), [k, 3]);
        estimate.forEach((value, i) => (power[name][i < SIZES[0] ? 0 : 1]! += value ** 2));
      }
    }
    expect(power.loo[0]).toBe(power.plain[0]);
    expect(power.loo[1]!).toBeLessThan(0.9 * power.plain[1]!);
  });

  test('normalized divides by the root mean square of the scalars, whatever their size, and takes no step where all are 0', () => {
    const method = methodOf(fedspzo({ normalized: true }));
    const scalars = Float32Array.of(1, -2, 3, -4, 5, -6);
    const plain = methodOf(fedspzo()).coefficients(scalars);
    const spread = Math.sqrt((1 + 4 + 9 + 16 + 25 + 36) / 6);
    method.coefficients(scalars).forEach((coefficient, i) => expect(coefficient).toBeCloseTo(plain[i]! / spread, 12));
    const tenfold = method.coefficients(scalars.map((g) => 10 * g));
    tenfold.forEach((coefficient, i) => expect(coefficient).toBeCloseTo(method.coefficients(scalars)[i]!, 12));
    expect([...method.coefficients(new Float32Array(6))]).toEqual(Array.from({ length: 8 }, () => 0));
  });

  test("secondRate is the ratio of the blocks' learning rates", () => {
    const scalars = Float32Array.of(1, -2, 3, -4, 5, -6);
    const plain = methodOf(fedspzo()).coefficients(scalars);
    const slower = methodOf(fedspzo({ secondRate: 0.25 })).coefficients(scalars);
    expect([...slower.subarray(0, 2)]).toEqual([...plain.subarray(0, 2)]);
    expect([...slower.subarray(2)]).toEqual([...plain.subarray(2).map((c) => c / 4)]);
  });

  test('FedKSeed never leaves its pool, and uses all of it', () => {
    const settings: Method = { ...common, learningRate: constant, name: 'fedkseed', directions: 'pool', pool: 16 };
    const method = methodOf(settings);
    const keys = Array.from({ length: 400 }, (_, k) => String(method.directions([k, 1])[0]!.key));
    expect(new Set(keys).size).toBe(16);
  });
});

function unit(length: number, place: number): Float64Array {
  return new Float64Array(length).fill(1, place, place + 1);
}
