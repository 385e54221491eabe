import { describe, expect, test } from 'vitest';
import { type RobustRun, robustRun } from '../tests/support/robust-run.ts';
import { rootMeanSquare } from '../src/zo/index.ts';
import { ATTACKS, attacked } from './attack.ts';

// Not those that rate, rounds and share were found on.
const SEEDS = { shared: [5, 6, 7, 8], private: [5, 6] };
/** A constant rate, so that what is added to the steps shows to the end. */
const METHOD = { learningRate: { from: 0.1, to: 0.1, rounds: 1 } };

async function meanOver(
  run: Omit<RobustRun, 'seed' | 'rounds' | 'method'>,
): Promise<{ before: number; after: number }> {
  const each: Awaited<ReturnType<typeof robustRun>>[] = [];
  for (const seed of SEEDS[run.directions]) each.push(await robustRun({ ...run, seed, rounds: 250, method: METHOD }));
  const mean = (of: 'before' | 'after') => each.reduce((sum, one) => sum + one[of], 0) / each.length;
  return { before: mean('before'), after: mean('after') };
}

describe('4 attackers among 20 clients, of which each measures on batches of its own data; mean final loss over the seeds', () => {
  const clean = { shared: 0, private: 0 };
  test('nobody attacks: the mean learns', async () => {
    for (const directions of ['shared', 'private'] as const) {
      const { before, after } = await meanOver({ directions, aggregation: { by: 'mean' }, attack: null });
      expect(after).toBeLessThan(before / 3);
      clean[directions] = after;
    }
  }, 120_000);

  test.each(ATTACKS)(
    '%s on shared directions: trimmed ends within 5 percent of the clean run, and the mean does not',
    async (attack) => {
      const trimmed = await meanOver({ directions: 'shared', aggregation: { by: 'trimmed', share: 0.25 }, attack });
      const mean = await meanOver({ directions: 'shared', aggregation: { by: 'mean' }, attack });
      expect(trimmed.after / clean.shared).toBeLessThan(1.05);
      expect(mean.after / clean.shared).toBeGreaterThan(1.05);
    },
    120_000,
  );

  const bounded = { by: 'norm-bounded', factor: 1, learnedClip: 2 } as const;
  test.each(ATTACKS)(
    '%s on private directions: bounded norms and clip end within 5 percent of the clean run',
    async (attack) => {
      const own = await meanOver({ directions: 'private', aggregation: bounded, attack });
      expect(own.after / clean.private).toBeLessThan(1.05);
      // A constant on directions of one's own is noise and nothing else: it hurts no mean there.
      if (attack === 'bias') return;
      const mean = await meanOver({ directions: 'private', aggregation: { by: 'mean' }, attack });
      expect(mean.after / clean.private).toBeGreaterThan(1.05);
    },
    120_000,
  );
});

describe('what attackers send', () => {
  const scalars = Float32Array.from({ length: 400 }, (_, i) => Math.sin(i));
  const size = rootMeanSquare(scalars);
  const of = (name: (typeof ATTACKS)[number], clip = 1000) => attacked(name, scalars, clip, [1, 2]);

  test('is as many numbers, within the clip', () => {
    for (const name of ATTACKS) {
      const sent = of(name, 2);
      expect(sent).toHaveLength(scalars.length);
      expect(sent.every((g) => Math.abs(g) <= 2)).toBe(true);
    }
  });

  test('is minus five times the truth, the clip against it, noise of ten times its size, or three times its size added', () => {
    expect([...of('sign-flip')]).toEqual([...scalars.map((g) => -5 * g)]);
    expect([...of('huge', 7)]).toEqual([...scalars].map((g) => (g > 0 ? -7 : 7)));
    expect([...of('bias')]).toEqual([...scalars.map((g) => g + 3 * size)]);
    const random = of('random');
    // 400 numbers: their deviation is known to 3.5 %.
    expect(rootMeanSquare(random) / size).toBeGreaterThan(8.5);
    expect(rootMeanSquare(random) / size).toBeLessThan(11.5);
    expect(attacked('random', scalars, 1000, [1, 2])).toEqual(random);
    expect(attacked('random', scalars, 1000, [1, 3])).not.toEqual(random);
  });
});
