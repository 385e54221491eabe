import { expect, test } from 'vitest';
import { AnalyticLearner } from '../tests/support/analytic-learner.ts';
import { testManifest } from '../tests/support/manifest.ts';
import { Replica } from '../src/train/index.ts';
import { parseManifest, scalarCount } from '../src/protocol/index.ts';
import { epochOf, pseudonyms } from './chance.ts';
import { SimulatedFederation } from './federation.ts';
import type { RoundDone } from './training.ts';

const CLIENTS = 6;
const manifest = parseManifest(testManifest({}, { quorum: 3, maximum: 3 }));

function open(seed: number, entries: readonly Uint8Array[] = []) {
  const relay = new AnalyticLearner(99);
  const clients = Array.from({ length: CLIENTS }, (_, data) => new AnalyticLearner(data, relay.lattice));
  return SimulatedFederation.open({
    manifest,
    seed,
    participants: pseudonyms(seed, CLIENTS),
    members: [...clients, relay],
    entries,
    evaluate: () => relay.evaluate(),
    cost: () => ({ forwards: 6, flops: 1000 }),
    close: async () => {},
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

test('a consumer that stops ends the run after the step under way', async () => {
  const federation = await open(1);
  let seen = 0;
  for await (const { step } of federation.next()) {
    expect(step).toBe(1);
    seen++;
    break;
  }
  await federation.close();
  await federation.close();
  expect(seen).toBe(1);
});
