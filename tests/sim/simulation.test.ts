import { describe, expect, test } from 'vitest';
import { type Report, simulate } from './simulation.ts';

/** Seeds of one run: each is about two minutes of a federation in trouble. */
const SEEDS = 40;

describe('relay core and client cores on a virtual clock', () => {
  test.each([
    ['private', SEEDS],
    ['shared', SEEDS / 2],
  ] as const)(
    'promises 3 and 4: after drops, duplicates, reordering, cuts, lost devices, crashes and restarts all bits are equal and nothing is lost, directions %s',
    async (directions, seeds) => {
      const reports: Report[] = [];
      for (let seed = 1; seed <= seeds; seed++) {
        const report = await simulate(seed, directions).catch((error: unknown) => {
          throw new Error(`Seed ${seed}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
        });
        reports.push(report);
      }
      const total = (figure: (report: Report) => number): number =>
        reports.reduce((sum, report) => sum + figure(report), 0);
      // The trouble was real, and the federation worked through it.
      expect(total(({ rounds }) => rounds)).toBeGreaterThan(seeds * 10);
      expect(total(({ acked }) => acked)).toBeGreaterThan(seeds * 20);
      for (const trouble of ['dropped', 'duplicated', 'reordered', 'cut'] as const) {
        expect(total(({ network }) => network[trouble])).toBeGreaterThan(seeds);
      }
      expect(total(({ crashes }) => crashes)).toBeGreaterThan(seeds);
      expect(total(({ recoveries }) => recoveries)).toBeGreaterThan(seeds);
      expect(total(({ restarts }) => restarts)).toBeGreaterThan(seeds);
    },
    240_000,
  );

  test('a seed repeats itself to the bit', async () => {
    expect(await simulate(7)).toEqual(await simulate(7));
  }, 30_000);
});
