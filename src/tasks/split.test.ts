import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Key } from '../random/index.ts';
import { Draws } from './draws.ts';
import { type Labelled, TaskError, splitBySource, splitDirichlet, splitEvenly } from './index.ts';

interface Item extends Labelled {
  readonly id: number;
}

const items = (labels: readonly number[]): Item[] => labels.map((label, id) => ({ id, label }));
const keys = fc.tuple(fc.nat(), fc.nat()).map(([a, b]): Key => [a, b]);
const labelled = fc.array(fc.nat(3), { minLength: 1, maxLength: 120 }).map(items);
const alphas = fc.constantFrom(0.01, 0.1, 1, 10, 1e6);
const ids = (shares: readonly (readonly Item[])[]) => shares.flat().map(({ id }) => id);
const ascending = (numbers: number[]) => numbers.toSorted((a, b) => a - b);

function expectPartition(shares: readonly (readonly Item[])[], all: readonly Item[], clients: number): void {
  expect(shares).toHaveLength(clients);
  expect(shares.every(({ length }) => length > 0)).toBe(true);
  expect(ascending(ids(shares))).toEqual(ascending(ids([all])));
}

describe('splits over clients', () => {
  test('a client may have all rows that a file can have', () => {
    const all = items(Array.from({ length: 200_000 }, () => 0));
    expect(splitDirichlet(all, 1, 1, [1, 2])[0]).toHaveLength(all.length);
    expect(splitBySource([{ name: 'one', examples: all }], 1, [1, 2])[0]).toHaveLength(all.length);
  });

  test('every split is a partition without an empty share, and the same key gives the same one', () => {
    fc.assert(
      fc.property(labelled, fc.integer({ min: 1, max: 12 }), alphas, keys, (all, wanted, alpha, key) => {
        const clients = Math.min(wanted, all.length);
        const dirichlet = splitDirichlet(all, clients, alpha, key);
        expectPartition(dirichlet, all, clients);
        expect(splitDirichlet(all, clients, alpha, key)).toEqual(dirichlet);
        const even = splitEvenly(all, clients, key);
        expectPartition(even, all, clients);
        expect(splitEvenly(all, clients, key)).toEqual(even);
        const sizes = even.map(({ length }) => length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('another key gives another split', () => {
    const all = items(Array.from({ length: 60 }, (_, i) => i % 2));
    expect(ids(splitEvenly(all, 4, [0, 1]))).not.toEqual(ids(splitEvenly(all, 4, [0, 2])));
    expect(ids(splitDirichlet(all, 4, 1, [0, 1]))).not.toEqual(ids(splitDirichlet(all, 4, 1, [0, 2])));
  });

  test('Dirichlet: a large alpha comes near the even split of every class', () => {
    const all = items(Array.from({ length: 900 }, (_, i) => (i % 3 === 0 ? 0 : 1)));
    fc.assert(
      fc.property(keys, (key) => {
        for (const share of splitDirichlet(all, 10, 1e8, key)) {
          expect(Math.abs(share.filter(({ label }) => label === 0).length - 30)).toBeLessThanOrEqual(1);
          expect(Math.abs(share.filter(({ label }) => label === 1).length - 60)).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 20 },
    );
  });

  test('Dirichlet: the smaller alpha, the larger the part of a class that one client has', () => {
    const all = items(Array.from({ length: 400 }, (_, i) => i % 2));
    const largest = (alpha: number) => {
      const parts = Array.from({ length: 50 }, (_, seed) => {
        const shares = splitDirichlet(all, 10, alpha, [7, seed]);
        return Math.max(...shares.map((share) => share.filter(({ label }) => label === 0).length)) / 200;
      });
      return parts.reduce((sum, part) => sum + part, 0) / parts.length;
    };
    const [tiny, small, one, large] = [0.01, 0.1, 1, 100].map(largest);
    expect(tiny).toBeGreaterThan(0.9);
    expect(small).toBeLessThan(tiny!);
    expect(one).toBeLessThan(small!);
    expect(large).toBeLessThan(one!);
    expect(large).toBeLessThan(0.15);
  });

  test('gamma variates have the mean and the variance of their shape, within 5 % over 40,000', () => {
    for (const alpha of [0.3, 1, 4.5]) {
      const draws = new Draws([3, 4]);
      const values = Array.from({ length: 40_000 }, () => Math.exp(draws.logGamma(alpha)));
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
      expect(Math.abs(mean / alpha - 1)).toBeLessThan(0.05);
      expect(Math.abs(variance / alpha - 1)).toBeLessThan(0.05);
    }
  });

  test('by source: every client has one source, or whole ones where clients are fewer', () => {
    const sources = ['amazon', 'imdb', 'yelp'].map((name, place) => ({
      name,
      examples: Array.from({ length: 20 }, (_, i): Item => ({ id: place * 20 + i, label: place })),
    }));
    const all = sources.flatMap(({ examples }) => examples);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), keys, (clients, key) => {
        const shares = splitBySource(sources, clients, key);
        expectPartition(shares, all, clients);
        expect(splitBySource(sources, clients, key)).toEqual(shares);
        if (clients < 3) return;
        expect(shares.every((share) => new Set(share.map(({ label }) => label)).size === 1)).toBe(true);
      }),
    );
    expect(splitBySource(sources, 5, [0, 0]).map(({ length }) => length)).toEqual([10, 10, 20, 10, 10]);
  });

  test('too few examples and a wrong alpha are refused in words', () => {
    const three = items([0, 1, 0]);
    expect(() => splitEvenly(three, 4, [0, 0])).toThrow('4 clients cannot share 3 examples.');
    expect(() => splitDirichlet(three, 4, 1, [0, 0])).toThrow(TaskError);
    expect(() => splitDirichlet(three, 2, 0, [0, 0])).toThrow('alpha must be a number above 0, not 0.');
    expect(() => splitDirichlet(three, 2, Number.NaN, [0, 0])).toThrow(TaskError);
    expect(() => splitEvenly(three, 0, [0, 0])).toThrow('whole one from 1');
    expect(() => splitBySource([{ name: 'imdb', examples: three }], 4, [0, 0])).toThrow('4 clients cannot share 3');
  });
});
