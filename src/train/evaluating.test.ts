import { expect, test } from 'vitest';
import { AnalyticLearner } from '../../tests/support/analytic-learner.ts';
import { testIdentity } from '../../tests/support/identity.ts';
import { testManifest } from '../../tests/support/manifest.ts';
import { ScriptedRelay } from '../../tests/support/scripted-relay.ts';
import {
  type Epoch,
  type Manifest,
  PROTOCOL_VERSION,
  encodeEntry,
  manifestHash,
  parseSequence,
} from '../protocol/index.ts';
import { systemClock } from './clock.ts';
import { Control } from './control.ts';
import type { TrainEvent } from './events.ts';
import { MemoryJournal } from './journal.ts';
import { Replica } from './replica.ts';
import { Volunteer } from './volunteer.ts';
import type { VolunteerSetup } from './volunteer-setup.ts';

/** Follows one entry, measures the state after it, and leaves. @returns what the relay heard, and the measurement */
async function visit(manifest: Manifest, more: Partial<VolunteerSetup> = {}) {
  const identity = await testIdentity();
  const previous = manifestHash(manifest);
  const sequence = parseSequence(1);
  const epoch = '00'.repeat(8) as Epoch;
  const relay = new ScriptedRelay((message, { say }) => {
    if (message.type !== 'hello') return;
    say({ type: 'welcome', version: PROTOCOL_VERSION, epoch, sequence, chain: previous });
    const scalars = Float32Array.of(1, 2, 3, 4);
    const parts = [{ participant: identity.participant, examples: 1, scalars }];
    say({ type: 'entry', bytes: encodeEntry({ kind: 'private', sequence, previous, parts, late: [] }) });
  });
  const learner = new AnalyticLearner(1);
  const replica = await Replica.base(learner, manifest);
  const control = new Control();
  const volunteer = new Volunteer({
    ...{ manifest, identity, learner, replica, control, transport: relay, clock: systemClock, evaluateEvery: 0 },
    ...{ journal: new MemoryJournal(identity), random: () => 0, traffic: { up: 0, down: 0 } },
    snapshot: () => Promise.resolve(null),
    ...more,
  });
  const events: TrainEvent[] = [];
  for await (const event of volunteer.run()) {
    events.push(event);
    // What it says of the measurement, if anything, it says before it waits.
    if (event.type === 'activity' && event.activity.name === 'waiting') control.leave();
  }
  return { relay, events, measured: events.find((event) => event.type === 'evaluation')! };
}

test('where the federation has an automatic stop, the relay hears how the state does, and the page that it was told', async () => {
  const { relay, events, measured } = await visit({ ...testManifest(), guard: { rise: 0.1, evaluations: 3 } });
  const report = relay.heard.find((message) => message.type === 'evaluation');
  expect(measured.sequence).toBe(1);
  expect(report).toEqual({
    type: 'evaluation',
    sequence: 1,
    loss: Math.fround(measured.evaluation.loss),
    count: 1,
    correct: null,
  });
  expect(events).toContainEqual(
    expect.objectContaining({
      type: 'sent',
      message: 'evaluation',
      fields: expect.arrayContaining([['model state', '1']]),
    }),
  );
});

test('[R15] where the organiser wants evaluations, states that everybody measures are told, and how many are right', async () => {
  const { relay, measured } = await visit({ ...testManifest(), evaluate: { every: 1 } });
  const { loss, accuracy } = measured.evaluation;
  const report = relay.heard.find((message) => message.type === 'evaluation');
  expect(report).toEqual({ type: 'evaluation', sequence: 1, loss: Math.fround(loss), count: 1, correct: accuracy });
});

test('[R15] states that not everybody measures are kept to the device', async () => {
  const { relay, measured } = await visit({ ...testManifest(), evaluate: { every: 2 } });
  expect(measured.sequence).toBe(1);
  expect(relay.kinds).toEqual(['hello', 'ready']);
});

test('[H9] what computes here is told once, after the welcome, in two coarse words that the page is told of', async () => {
  const device = () => ({ engine: 'simd', form: 'phone' }) as const;
  const { relay, events } = await visit(testManifest(), { device });
  expect(relay.kinds).toEqual(['hello', 'device', 'ready']);
  expect(relay.heard[1]).toEqual({ type: 'device', device: device() });
  const fields = [
    ['engine', 'simd'],
    ['form of the device', 'phone'],
  ];
  expect(events).toContainEqual(expect.objectContaining({ type: 'sent', message: 'device', fields }));
});

test('where it has none, no evaluation leaves the device', async () => {
  const { relay, measured } = await visit(testManifest());
  expect(measured.sequence).toBe(1);
  expect(relay.kinds).toEqual(['hello', 'ready']);
});
