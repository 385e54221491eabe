import { expect, test } from 'vitest';
import { AnalyticLearner } from '../../tests/support/analytic-learner.ts';
import { testIdentity } from '../../tests/support/identity.ts';
import { testManifest } from '../../tests/support/manifest.ts';
import { ScriptedRelay } from '../../tests/support/scripted-relay.ts';
import { type Contribution, type Epoch, PROTOCOL_VERSION, manifestHash, parseSequence } from '../protocol/index.ts';
import { systemClock } from './clock.ts';
import { Control } from './control.ts';
import { MemoryJournal } from './journal.ts';
import { Replica } from './replica.ts';
import { Volunteer } from './volunteer.ts';

const identity = await testIdentity();
const manifest = testManifest();
const chain = manifestHash(manifest);
const round = parseSequence(1);

/** A volunteer with an invite, who leaves when the relay says so. */
async function visit(transport: ScriptedRelay, control: Control): Promise<void> {
  const learner = new AnalyticLearner(1);
  const volunteer = new Volunteer({
    ...{ manifest, identity, learner, control, transport, clock: systemClock, invite: 'token' },
    ...{ replica: await Replica.base(learner, manifest), journal: new MemoryJournal(identity), random: () => 0 },
    traffic: { up: 0, down: 0 },
    evaluateEvery: Number.POSITIVE_INFINITY,
    snapshot: () => Promise.resolve(null),
  });
  for await (const _ of volunteer.run());
}

test("[A4] an invite's token is said until the relay has let the device in, and not again", async () => {
  const control = new Control();
  const relay = new ScriptedRelay((message, { number, say, hangUp }) => {
    if (message.type !== 'hello') return;
    if (number === 4) control.leave();
    const epoch = '00'.repeat(8) as Epoch;
    if (number === 2) say({ type: 'welcome', version: PROTOCOL_VERSION, epoch, sequence: parseSequence(0), chain });
    hangUp();
  });
  await visit(relay, control);
  const said = relay.heard.flatMap((message) => (message.type === 'hello' ? [message.invite] : []));
  expect(said).toEqual(['token', 'token', '', '']);
});

test('a relay that has begun another log is answered from the base model, not from steps of the round that it lost', async () => {
  const control = new Control();
  const answers: Contribution[] = [];
  const relay = new ScriptedRelay((message, { number, say, hangUp }) => {
    if (message.type === 'hello') {
      const epoch = `0${number}`.repeat(8) as Epoch;
      say({ type: 'welcome', version: PROTOCOL_VERSION, epoch, sequence: parseSequence(0), chain });
      say({ type: 'open', round, chain, participants: 2, remaining: 1000 });
    }
    if (message.type !== 'contribution') return;
    answers.push(message);
    if (number === 2) control.leave();
    hangUp();
  });
  await visit(relay, control);
  const [first, second] = answers;
  expect(second?.signature).not.toEqual(first?.signature);
  expect(second?.scalars).toEqual(first?.scalars);
});
