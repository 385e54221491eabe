import { expect, test } from 'vitest';
import { AnalyticLearner } from '../tests/support/analytic-learner.ts';
import { partsOf } from '../tests/support/entry.ts';
import { testManifest } from '../tests/support/manifest.ts';
import { Replica } from '../src/train/index.ts';
import { type Manifest, parseManifest, scalarCount } from '../src/protocol/index.ts';
import type { Attack } from './attack.ts';
import { epochOf, identities } from './chance.ts';
import { SimulatedFederation } from './federation.ts';
import type { RoundDone } from './training.ts';

const CLIENTS = 6;
const noAttack: Attack | null = null;
const manifest = parseManifest(testManifest({}, { quorum: 3, maximum: 3 }));

function open(
  seed: number,
  entries: readonly Uint8Array[] = [],
  { manifest: of = manifest, count = CLIENTS, attack = noAttack } = {},
) {
  const relay = new AnalyticLearner(99);
  const clients = Array.from({ length: count }, (_, data) => new AnalyticLearner(data, relay.lattice));
  return SimulatedFederation.open({
    manifest: of,
    seed,
    identities: identities(seed, count),
    members: [...clients, relay],
    entries,
    evaluate: () => relay.evaluate(),
    cost: () => ({ forwards: 6, flops: 1000 }),
    close: async () => {},
    attack,
  });
}

async function rounds(federation: SimulatedFederation, count: number): Promise<RoundDone[]> {
  const done: RoundDone[] = [];
  for (let left = count; left > 0; left--) {
    const round = federation.next();
    let step = await round.next();
    while (!step.done) step = await round.next();
    done.push(step.value);
  }
  return done;
}

test('rounds close with those whom chance chose, and everybody ends in the same bits', async () => {
  const federation = await open(1);
  const before = await federation.evaluate();
  const done = await rounds(federation, 40);
  expect((await federation.evaluate()).loss).toBeLessThan(before.loss);
  await federation.close();
  expect(done.every(({ participants }) => participants.length === 3)).toBe(true);
  // The first round too chooses among all of them.
  expect(new Set(done.map(({ participants }) => participants.join())).size).toBeGreaterThan(10);
  expect(new Set(done.flatMap(({ participants }) => participants)).size).toBe(CLIENTS);
  // Promise 3: the log alone gives the same bits on an engine of its own.
  const replica = await Replica.base(new AnalyticLearner(0), manifest);
  await replica.follow(
    epochOf(1),
    done.map(({ entry }) => entry!),
  );
  expect(replica.position.fingerprint).toBe(done.at(-1)!.fingerprint);
});

test('what the clients send and compute is counted', async () => {
  const federation = await open(1);
  const done = await rounds(federation, 5);
  await federation.close();
  const { localSteps } = manifest.method;
  const scalars = 3 * scalarCount(manifest);
  for (const { cost, entry } of done) {
    expect(cost.forwards).toBe(3 * localSteps * 6);
    expect(cost.flops).toBe(3 * localSteps * 1000);
    expect(cost.scalarBytesUp).toBe(4 * scalars);
    expect(cost.scalarBytesDown).toBe(4 * scalars * CLIENTS);
    expect(cost.bytesUp).toBeGreaterThan(cost.scalarBytesUp);
    expect(cost.bytesDown).toBeGreaterThan(entry!.length * CLIENTS);
  }
  // After the first, in which everybody joins, each round is like the other.
  expect(new Set(done.slice(2).map(({ cost }) => `${cost.bytesUp} ${cost.bytesDown}`)).size).toBe(1);
  expect(done[0]!.cost.bytesUp).toBeGreaterThan(done[2]!.cost.bytesUp);
});

test('a seed repeats itself to the bit, and another one does not', async () => {
  const run = async (seed: number) => {
    const federation = await open(seed);
    const done = await rounds(federation, 4);
    await federation.close();
    return done;
  };
  expect(await run(5)).toEqual(await run(5));
  expect((await run(6)).at(-1)!.fingerprint).not.toBe((await run(5)).at(-1)!.fingerprint);
});

test('a run that goes on from its log ends in the bits of one that was never interrupted', async () => {
  const whole = await open(3);
  const expected = await rounds(whole, 9);
  await whole.close();
  for (const at of [1, 4]) {
    const again = await open(
      3,
      expected.slice(0, at).map(({ entry }) => entry!),
    );
    const rest = await rounds(again, 9 - at);
    await again.close();
    expect(rest.map(({ fingerprint }) => fingerprint)).toEqual(
      expected.slice(at).map(({ fingerprint }) => fingerprint),
    );
    expect(rest.map(({ participants }) => participants)).toEqual(
      expected.slice(at).map(({ participants }) => participants),
    );
    expect(rest.at(-1)!.cost).toEqual(expected.at(-1)!.cost);
  }
});

const common = {
  epsilon: 1e-3,
  learningRate: { from: 1e-2, to: 1e-2, rounds: 1 },
  localSteps: 2,
  batch: 4,
  clip: 1000,
  noise: 'rademacher',
} as const;

test.each<[string, Manifest['method'], number]>([
  ['FedSPZO, shared directions', { ...common, name: 'fedspzo', p1: 1, p2: 2, split: 1, directions: 'shared' }, 3],
  ['FedZO, private directions', { ...common, name: 'fedzo', p: 2, directions: 'private' }, 3],
  ['FedZO, shared directions', { ...common, name: 'fedzo', p: 2, directions: 'shared' }, 3],
  ['DeComFL', { ...common, name: 'decomfl', p: 2, difference: 'forward', directions: 'shared' }, 3],
  ['MeZO', { ...common, name: 'mezo', directions: 'private' }, 1],
  ['FedKSeed', { ...common, name: 'fedkseed', pool: 16, directions: 'pool' }, 3],
])('%s: the loss falls, and a run goes on from its log to the same bits', async (_, method, perRound) => {
  const of = parseManifest({ ...testManifest({}, { quorum: perRound, maximum: perRound }), method });
  const crowd = { manifest: of, count: perRound === 1 ? 1 : CLIENTS };
  const whole = await open(2, [], crowd);
  const before = await whole.evaluate();
  const expected = await rounds(whole, 30);
  expect((await whole.evaluate()).loss).toBeLessThan(before.loss);
  await whole.close();
  const kept = expected.slice(0, 28).map(({ entry }) => entry!);
  const again = await open(2, kept, crowd);
  expect((await rounds(again, 2)).at(-1)!.fingerprint).toBe(expected.at(-1)!.fingerprint);
  await again.close();
});

test('on shared directions an entry of 20 clients is as long as one of 2', async () => {
  const method = { ...common, name: 'decomfl', p: 2, difference: 'central', directions: 'shared' } as const;
  const lengths = [];
  for (const count of [2, 20]) {
    const of = parseManifest({ ...testManifest({}, { quorum: count, maximum: count }), method });
    const federation = await open(1, [], { manifest: of, count });
    const [done] = await rounds(federation, 1);
    await federation.close();
    expect(done!.participants).toHaveLength(count);
    lengths.push(done!.entry!.length);
  }
  expect(lengths[1]).toBe(lengths[0]);
});

test('a consumer that stops ends the run after the step under way', async () => {
  const federation = await open(1);
  const round = federation.next();
  expect((await round.next()).value).toMatchObject({ step: 1 });
  const closing = federation.close();
  let after = 0;
  const rest = async (): Promise<void> => {
    for await (const { step } of round) after += step > 0 ? 1 : 0;
  };
  await expect(rest()).rejects.toThrow('ended');
  await closing;
  await federation.close();
  // Of the six steps of the round, the one that was under way.
  expect(after).toBeLessThanOrEqual(1);
});

test('clients that attack send other scalars than they measured, and nobody else does', async () => {
  const all = parseManifest(testManifest({}, { quorum: CLIENTS, maximum: CLIENTS }));
  const partsWith = async (attack: Attack | null) => {
    const federation = await open(1, [], { manifest: all, attack });
    const [done] = await rounds(federation, 1);
    await federation.close();
    return partsOf(done!.entry!);
  };
  const honest = await partsWith(null);
  const attackers = new Set(
    identities(1, CLIENTS)
      .slice(0, 2)
      .map(({ participant }) => participant),
  );
  const mixed = await partsWith({ name: 'sign-flip', clients: 2 });
  for (const [i, { participant, scalars }] of mixed.entries()) {
    const expected = honest[i]!.scalars.map((g) => (attackers.has(participant) ? -5 * g : g));
    expect(scalars).toEqual(expected);
  }
  expect(mixed).not.toEqual(honest);
});

test('what the relay learned of past rounds bounds what goes into an entry', async () => {
  const clipping = parseManifest({ ...manifest, aggregation: { by: 'norm-bounded', factor: 1, learnedClip: 2 } });
  const federation = await open(1, [], { manifest: clipping, attack: { name: 'huge', clients: 2 } });
  const done = await rounds(federation, 12);
  await federation.close();
  const largest = done.map(({ entry }) =>
    Math.max(...partsOf(entry!).flatMap(({ scalars }) => [...scalars].map(Math.abs))),
  );
  const { clip } = manifest.method;
  expect(Math.max(...largest.slice(0, 5))).toBe(clip);
  expect(Math.max(...largest.slice(5))).toBeLessThan(clip / 10);
});
