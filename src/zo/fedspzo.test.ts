import { describe, expect, test } from 'vitest';
import { AnalyticLoss } from '../../tests/support/analytic.ts';
import { Lattice, ReferenceKernel, negate } from '../lattice/index.ts';
import { type Key, foldIn, signAt, threefry2x32 } from '../random/index.ts';
import { type Settings, type TwoBlockLoss, directionKey, measure, updates } from './index.ts';

const settings: Settings = { p1: 2, p2: 3, epsilon: 1e-3, clip: 1e6 };

/** Uniform in [-1, 1), from the generator itself. */
function uniform(seed: number, count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => threefry2x32([seed, 0], i, 0)[0] / 2 ** 31 - 1);
}

function problem(u = 5, v = 7, rows = 4): { lattice: Lattice; loss: AnalyticLoss } {
  const lattice = new Lattice([u, v], new ReferenceKernel());
  for (const [t, size] of [u, v].entries()) {
    lattice.staging(t).set(uniform(t + 1, size));
    lattice.quantise(t);
  }
  const parts = { a: uniform(3, rows * u), b: uniform(4, rows * v), t: uniform(5, rows), c: uniform(6, v) };
  return { lattice, loss: new AnalyticLoss(lattice, parts) };
}

/** The estimate that `updates` would subtract at rate 1, as numbers. */
function estimate(scalars: Float32Array, step: Key, sizes: readonly [number, number]): Float64Array[] {
  const sums = sizes.map((size) => new Float64Array(size));
  for (const update of updates(scalars, step, settings, AnalyticLoss.blocks, 1)) {
    for (let t = update.from; t < update.to; t++) {
      sums[t]!.forEach((_, i) => (sums[t]![i]! += update.step * signAt(update.key, t, i)));
    }
  }
  return sums;
}

describe('FedSPZO', () => {
  test('is unbiased: the mean over many keys approaches the gradient of both blocks, within 5 standard errors', async () => {
    const { loss } = problem();
    const truth = loss.gradient();
    const count = 4000;
    const mean = [new Float64Array(5), new Float64Array(7)];
    const square = [new Float64Array(5), new Float64Array(7)];
    for (let k = 0; k < count; k++) {
      const step: Key = [k, 99];
      const { scalars } = await measure(loss, step, settings);
      estimate(scalars, step, [5, 7]).forEach((values, t) =>
        values.forEach((value, i) => {
          mean[t]![i]! += value / count;
          square[t]![i]! += value ** 2 / count;
        }),
      );
    }
    for (const [t, gradient] of [truth.u, truth.v].entries()) {
      gradient.forEach((expected, i) => {
        const error = Math.sqrt((square[t]![i]! - mean[t]![i]! ** 2) / count);
        expect(error).toBeGreaterThan(0);
        expect(Math.abs(mean[t]![i]! - expected)).toBeLessThan(5 * error);
      });
    }
  });

  test('a scalar is the gradient along its two directions, within 1e-5', async () => {
    const { loss } = problem();
    const truth = loss.gradient();
    const step: Key = [1, 2];
    const { scalars } = await measure(loss, step, settings);
    for (let i = 0; i < settings.p1; i++) {
      for (let j = 0; j < settings.p2; j++) {
        const key1 = directionKey(step, 1, i);
        const key2 = directionKey(step, 2, i * settings.p2 + j);
        const along =
          truth.u.reduce((sum, g, n) => sum + g * signAt(key1, 0, n), 0) +
          truth.v.reduce((sum, g, n) => sum + g * signAt(key2, 1, n), 0);
        expect(scalars[i * settings.p2 + j]).toBeCloseTo(along, 5);
      }
    }
  });

  test('steps lower the loss, and undoing them in any order restores every bit (promise 3)', async () => {
    const { lattice, loss } = problem();
    const before = lattice.fingerprint();
    const start = loss.value();
    const taken = [];
    for (let k = 0; k < 60; k++) {
      const step = foldIn([5, 5], k);
      const { scalars } = await measure(loss, step, settings);
      const made = updates(scalars, step, settings, AnalyticLoss.blocks, 0.02);
      lattice.apply(made);
      taken.push(...made);
    }
    expect(loss.value()).toBeLessThan(start - 0.1);
    expect(lattice.fingerprint()).not.toBe(before);
    lattice.apply(taken.toReversed().map(negate));
    expect(lattice.fingerprint()).toBe(before);
  });

  test('block 1 runs 2 P1 times and block 2 2 P1 P2 times, one cache alive at a time, nothing else (promises 2 and 5)', async () => {
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
    await measure(counting, [0, 0], settings);
    expect(calls).toEqual({ first: 4, second: 12, alive: 0, most: 1 });
  });

  test('releases the cache when block 2 fails', async () => {
    let alive = 0;
    const failing: TwoBlockLoss<null> = {
      first: () => {
        alive++;
        return Promise.resolve(null);
      },
      second: () => Promise.reject(new Error('device lost')),
      release: () => void alive--,
    };
    await expect(measure(failing, [0, 0], settings)).rejects.toThrow('device lost');
    expect(alive).toBe(0);
  });

  test('scalars are clipped to the manifest bound', async () => {
    const { loss } = problem();
    const { scalars } = await measure(loss, [1, 2], { ...settings, clip: 0.25 });
    expect(Math.max(...scalars.map(Math.abs))).toBe(0.25);
  });
});
