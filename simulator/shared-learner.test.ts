import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AnalyticLearner } from '../tests/support/analytic-learner.ts';
import { testManifest } from '../tests/support/manifest.ts';
import { foldIn } from '../src/random/index.ts';
import type { Learner } from '../src/train/index.ts';
import { createMethod, updates } from '../src/zo/index.ts';
import { SharedLearner } from './shared-learner.ts';

const CLIENTS = 3;
const method = createMethod(testManifest());

/** What a client does next: a local step that it keeps, or one of the round's entries that all take in time. */
const act = fc.record({ client: fc.nat(CLIENTS - 1), step: fc.nat(3), follows: fc.boolean() });

async function play(learners: readonly Learner[], acts: readonly { client: number; step: number; follows: boolean }[]) {
  const seen: unknown[] = [];
  for (const { client, step, follows } of acts) {
    const learner = learners[client]!;
    // Entries have keys that all clients share, local steps such as no other has.
    const key = foldIn(follows ? [9, 9] : [client, 1], step);
    const { scalars, loss } = await learner.measure(1, step, key, method);
    await learner.apply(updates(method, method.coefficients(scalars), key, learner.blocks, 1e-2));
    seen.push([
      Array.from(scalars),
      loss,
      await learner.fingerprint(),
      await learner.evaluate(new AbortController().signal),
    ]);
  }
  return seen;
}

test('promises 2 and 3: clients on one engine see what clients with engines of their own see, in any interleaving', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 12 }), async (acts) => {
      const own = Array.from({ length: CLIENTS }, (_, data) => new AnalyticLearner(data));
      const first = new AnalyticLearner(0);
      const members = [first, ...[1, 2].map((data) => new AnalyticLearner(data, first.lattice))];
      const shared = new SharedLearner(members);
      expect(await play(shared.views, acts)).toEqual(await play(own, acts));
    }),
    { numRuns: 40 },
  );
});

test('views may be used at the same time: their jobs take turns', async () => {
  const first = new AnalyticLearner(0);
  const shared = new SharedLearner([first, new AnalyticLearner(1, first.lattice)]);
  const alone = [new AnalyticLearner(0), new AnalyticLearner(1)];
  const acts = [0, 1].map((client) => [0, 1, 2].map((step) => ({ client, step, follows: false })));
  const together = await Promise.all(acts.map((mine) => play(shared.views, mine)));
  expect(together).toEqual(await Promise.all(acts.map((mine) => play(alone, mine))));
});

test('the fingerprint of weights that stand still is computed once', async () => {
  const first = new AnalyticLearner(0);
  let computed = 0;
  const compute = first.fingerprint.bind(first);
  first.fingerprint = () => {
    computed++;
    return compute();
  };
  const shared = new SharedLearner([first, first, first]);
  const update = { key: [1, 2] as const, from: 0, to: 2, step: 0.01 };
  for (const view of shared.views) {
    await view.apply([update]);
    await view.fingerprint();
  }
  // The second view reaches what the first has: the engine does not move.
  expect(computed).toBe(1);
  expect(shared.remembered).toBe(0);
});
