import { expect, test } from 'vitest';
import { AnalyticLearner } from '../../tests/support/analytic-learner.ts';
import { testIdentity } from '../../tests/support/identity.ts';
import { testManifest } from '../../tests/support/manifest.ts';
import { ScriptedRelay } from '../../tests/support/scripted-relay.ts';
import type { Update } from '../lattice/index.ts';
import {
  type Epoch,
  PROTOCOL_VERSION,
  type ServerMessage,
  manifestHash,
  parseFederationId,
  encodeEntry,
  parseSequence,
} from '../protocol/index.ts';
import { createMethod, updates } from '../zo/index.ts';
import { systemClock } from './clock.ts';
import { Control } from './control.ts';
import type { TrainEvent } from './events.ts';
import { MemoryJournal } from './journal.ts';
import { Replica } from './replica.ts';
import { Volunteer } from './volunteer.ts';

const identity = await testIdentity();

test('a snapshot that breaks off on its way is no reason to stop: the volunteer goes on from the base model', async () => {
  const manifest = testManifest();
  const control = new Control();
  // Every snapshot is refused by this learner, as a damaged or cut one is.
  const learner = new AnalyticLearner(1);
  const replica = await Replica.base(learner, manifest);
  const base = replica.position;
  let attempts = 0;
  const volunteer = new Volunteer({
    manifest,
    identity,
    learner,
    replica,
    journal: new MemoryJournal(identity),
    transport: {
      connect: (events) => {
        attempts++;
        control.leave();
        events.close();
        return Promise.resolve(null);
      },
    },
    control,
    clock: systemClock,
    random: () => 0,
    evaluateEvery: 0,
    traffic: { up: 0, down: 0 },
    snapshot: () => Promise.resolve({ sequence: 7, sha256: '', bytes: 1, stream: (async function* () {})() }),
  });
  const events: TrainEvent[] = [];
  for await (const event of volunteer.run()) events.push(event);
  expect(attempts).toBe(1);
  expect(replica.position).toEqual(base);
  expect(events.map(({ type }) => type)).not.toContain('problem');
});

test('a device that is lost while the volunteer leaves is no problem of anybody who left', async () => {
  class Fleeting extends AnalyticLearner {
    isLeaving = false;
    override apply(made: readonly Update[]): Promise<void> {
      if (this.isLeaving) this.lose();
      return super.apply(made);
    }
  }
  const manifest = testManifest();
  const control = new Control();
  const learner = new Fleeting(1);
  const replica = await Replica.base(learner, manifest);
  await replica.step(updates(createMethod(manifest), [3, 4, 5], [1, 2], learner.blocks, 0.1));
  learner.isLeaving = true;
  control.leave();
  const volunteer = new Volunteer({
    ...{ manifest, identity, learner, replica, control, clock: systemClock, evaluateEvery: 0 },
    journal: new MemoryJournal(identity),
    transport: { connect: () => Promise.resolve(null) },
    random: () => 0,
    traffic: { up: 0, down: 0 },
    snapshot: () => Promise.resolve(null),
  });
  for await (const event of volunteer.run()) expect(event.type).not.toBe('problem');
  expect(learner.lost).not.toBeNull();
});

/** A relay that has these answers to a hello, and must hear no contribution. */
function relayOf(answers: readonly ServerMessage[]): ScriptedRelay {
  return new ScriptedRelay((message, { say }) => {
    if (message.type === 'contribution') throw new Error('Nothing of this round should have been sent.');
    if (message.type === 'hello') for (const answer of answers) say(answer);
  });
}

test.each([
  ['a loss that is no number', { loss: Number.NaN }],
  ['a loss without end, of which clipping makes finite scalars', { loss: Number.POSITIVE_INFINITY }],
  ['a scalar that is no number', { scalars: Float32Array.of(1, Number.NaN) }],
])('%s ends the visit with a reason; nothing of its round is sent, and the copy stays exact', async (_name, wrong) => {
  const manifest = testManifest();
  class Diverging extends AnalyticLearner {
    override async measure(...[round, step, key, method]: Parameters<AnalyticLearner['measure']>) {
      const measured = await super.measure(round, step, key, method);
      return step === 0 ? measured : { ...measured, ...wrong };
    }
  }
  const learner = new Diverging(1);
  const replica = await Replica.base(learner, manifest);
  const epoch = '00'.repeat(8) as Epoch;
  const chain = manifestHash(manifest);
  const [sequence, round] = [parseSequence(0), parseSequence(1)];
  const journal = new MemoryJournal(identity);
  const answers: ServerMessage[] = [
    { type: 'welcome', version: PROTOCOL_VERSION, epoch, sequence, chain },
    { type: 'open', round, chain, participants: 2, remaining: 1000 },
  ];
  const relay = relayOf(answers);
  const volunteer = new Volunteer({
    ...{ manifest, identity, learner, replica, journal, clock: systemClock, evaluateEvery: 0 },
    ...{ control: new Control(), random: () => 0, traffic: { up: 0, down: 0 } },
    transport: relay,
    snapshot: () => Promise.resolve(null),
  });
  const events: TrainEvent[] = [];
  for await (const event of volunteer.run()) events.push(event);
  expect(events.filter(({ type }) => type === 'step')).toHaveLength(1);
  expect(events.at(-1)).toMatchObject({ type: 'problem', problem: { code: 'not-finite', fatal: true } });
  expect(relay.kinds).toEqual(['hello', 'ready']);
  expect(await journal.contribution({ federation: parseFederationId(manifest.id), epoch, round })).toBeNull();
  expect(replica.isClean).toBe(true);
  expect(await learner.fingerprint()).toBe(replica.position.fingerprint);
});

test("on shared directions an entry that was acknowledged before a reload counts as this device's", async () => {
  const manifest = testManifest({ directions: 'shared' });
  const learner = new AnalyticLearner(1);
  const replica = await Replica.base(learner, manifest);
  const epoch = '00'.repeat(8) as Epoch;
  const chain = manifestHash(manifest);
  const round = parseSequence(1);
  const journal = new MemoryJournal(identity);
  await journal.mark({ federation: parseFederationId(manifest.id), epoch, round }, 'acknowledged');
  const coefficients = new Float32Array(2 * createMethod(manifest).directionCount);
  const bytes = encodeEntry({ kind: 'shared', sequence: round, previous: chain, participants: 2, coefficients });
  const control = new Control();
  const answers: ServerMessage[] = [
    { type: 'welcome', version: PROTOCOL_VERSION, epoch, sequence: round, chain },
    { type: 'entry', bytes },
  ];
  const volunteer = new Volunteer({
    ...{ manifest, identity, learner, replica, journal, control, clock: systemClock, evaluateEvery: 0 },
    ...{ random: () => 0, traffic: { up: 0, down: 0 } },
    transport: relayOf(answers),
    snapshot: () => Promise.resolve(null),
  });
  const included: boolean[] = [];
  for await (const event of volunteer.run()) {
    if (event.type !== 'entry') continue;
    included.push(event.included);
    control.leave();
  }
  expect(replica.position.sequence).toBe(1);
  expect(included).toEqual([true]);
});
