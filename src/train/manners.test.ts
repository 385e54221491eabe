import { describe, expect, test } from 'vitest';
import { AnalyticLearner } from '../../tests/support/analytic-learner.ts';
import { testIdentity } from '../../tests/support/identity.ts';
import { testManifest } from '../../tests/support/manifest.ts';
import { ScriptedRelay, type ScriptedConnection } from '../../tests/support/scripted-relay.ts';
import type { Transport } from '../relay/index.ts';
import { type Epoch, PROTOCOL_VERSION, manifestHash, parseFederationId, parseSequence } from '../protocol/index.ts';
import { EVERYTHING, type WaitReason } from './allowance.ts';
import type { Clock } from './clock.ts';
import { Control } from './control.ts';
import type { TrainEvent } from './events.ts';
import { MemoryJournal } from './journal.ts';
import { Replica } from './replica.ts';
import { Volunteer } from './volunteer.ts';

const identity = await testIdentity();
const epoch = '00'.repeat(8) as Epoch;
const STEPS = 8;
/** Seconds that a local step takes on this device. */
const STEP = 2;

/** A clock on which waiting takes no time of the test's: whoever waits is woken at the time it asked for. */
class VirtualClock implements Clock {
  time = 0;
  now = (): number => this.time;
  after(milliseconds: number, then: () => void): () => void {
    let cancelled = false;
    setImmediate(() => {
      if (cancelled) return;
      this.time += milliseconds / 1000;
      then();
    });
    return () => {
      cancelled = true;
    };
  }
}

interface Scene {
  readonly control: Control;
  readonly answers?: (kind: string, connection: ScriptedConnection) => void;
  readonly onStep?: (step: number) => void;
  readonly until?: (event: TrainEvent, clock: VirtualClock) => boolean;
  /** Sockets stay open when they are to be closed, as without a network. */
  readonly lingers?: boolean;
}

const base = testManifest();
const manifest = { ...base, method: { ...base.method, localSteps: STEPS } };
const chain = manifestHash(manifest);
const [zero, one] = [parseSequence(0), parseSequence(1)];

function open({ say }: ScriptedConnection): void {
  say({ type: 'open', round: one, chain, participants: 2, remaining: 60_000 });
}

/** A visit to a relay that opens round 1 and says no more than `answers` has it say. */
async function visit({ control, answers, onStep, until, lingers = false }: Scene) {
  const clock = new VirtualClock();
  const measured: (readonly [from: number, to: number])[] = [];
  class Slow extends AnalyticLearner {
    override async measure(...[round, step, key, method]: Parameters<AnalyticLearner['measure']>) {
      onStep?.(step);
      measured.push([clock.time, (clock.time += STEP)]);
      return super.measure(round, step, key, method);
    }
  }
  const learner = new Slow(1);
  const replica = await Replica.base(learner, manifest);
  const relay = new ScriptedRelay((message, connection) => {
    if (message.type === 'hello') {
      connection.say({ type: 'welcome', version: PROTOCOL_VERSION, epoch, sequence: zero, chain });
      open(connection);
    }
    answers?.(message.type, connection);
  });
  const lingering: Transport = {
    connect: async (events) => ({ ...(await relay.connect(events)), close: () => {} }),
  };
  const journal = new MemoryJournal(identity);
  const volunteer = new Volunteer({
    ...{ manifest, identity, learner, replica, control, clock, journal, transport: lingers ? lingering : relay },
    ...{ random: () => 0, traffic: { up: 0, down: 0 } },
    evaluateEvery: Number.POSITIVE_INFINITY,
    snapshot: () => Promise.resolve(null),
  });
  const events: TrainEvent[] = [];
  for await (const event of volunteer.run()) {
    events.push(event);
    if (until?.(event, clock)) control.leave();
  }
  const acknowledged = await journal.acknowledged(parseFederationId(manifest.id), epoch);
  return { events, relay, measured, replica, acknowledged };
}

const isSent = (event: TrainEvent): boolean => event.type === 'sent' && event.message === 'contribution';
const activities = (events: readonly TrainEvent[]) =>
  events.flatMap((event) => (event.type === 'activity' ? [event.activity] : []));
const ready = (relay: ScriptedRelay): boolean[] =>
  relay.heard.flatMap((message) => (message.type === 'ready' ? [message.ready] : []));

describe('intensity', () => {
  test.each([0.25, 0.5, 0.75, 1])('at %d computing takes that share of the time', async (intensity) => {
    const control = new Control({ ...EVERYTHING, intensity });
    let sentAt = 0;
    const until = (event: TrainEvent, { time }: VirtualClock): boolean => isSent(event) && (sentAt = time) > 0;
    const { measured } = await visit({ control, until });
    expect(measured).toHaveLength(STEPS);
    const elapsed = measured.at(-1)![0] - measured[0]![0];
    expect(((STEPS - 1) * STEP) / elapsed).toBeCloseTo(intensity, 3);
    // The answer does not wait for a rest.
    expect(sentAt).toBe(measured.at(-1)![1]);
  });

  test('a change holds from the next step on', async () => {
    const control = new Control({ ...EVERYTHING, intensity: 0.25 });
    const onStep = (step: number): void => {
      if (step === 4) control.obey(EVERYTHING);
    };
    const { measured } = await visit({ control, onStep, until: isSent });
    const starts = measured.map(([from]) => from);
    expect(starts[4]! - starts[3]!).toBeCloseTo(STEP / 0.25, 3);
    expect(starts[6]! - starts[5]!).toBeCloseTo(STEP, 3);
  });
});

describe('a pause', () => {
  const battery: WaitReason = { name: 'battery', level: 0.1, resumeAt: 0.35, until: null };

  test('between two steps says why, and the round is finished after it', async () => {
    const control = new Control();
    const { events, relay, measured } = await visit({
      control,
      onStep: (step) => step === 2 && control.obey({ ...EVERYTHING, reasons: [battery] }),
      until: (event) => {
        if (event.type === 'activity' && event.activity.name === 'paused') control.obey(EVERYTHING);
        return isSent(event);
      },
    });
    expect(activities(events).find(({ name }) => name === 'paused')).toEqual({
      name: 'paused',
      reasons: [battery],
      until: null,
    });
    expect(measured).toHaveLength(STEPS);
    expect(ready(relay)).toEqual([true, false]);
  });

  test("the person's comes first, and who resumes still meets the others", async () => {
    const schedule: WaitReason = { name: 'schedule', until: 7000 };
    const control = new Control({ ...EVERYTHING, reasons: [schedule] });
    control.pause();
    const { events, measured } = await visit({
      control,
      until: (event) => {
        if (event.type !== 'activity' || event.activity.name !== 'paused') return false;
        if (event.activity.until === 7000) return true;
        control.resume();
        return false;
      },
    });
    expect(activities(events)).toEqual([
      { name: 'paused', reasons: [{ name: 'person', until: null }, schedule], until: null },
      { name: 'paused', reasons: [schedule], until: 7000 },
    ]);
    expect(measured).toEqual([]);
  });
});

describe('finish this round, then stop', () => {
  test('the answer goes out and is acknowledged; then the volunteer leaves by itself', async () => {
    const control = new Control();
    const { relay, replica, events, acknowledged } = await visit({
      control,
      onStep: (step) => step === 3 && control.finish(true),
      // The relay takes its time: it has it on disk first.
      answers: (kind, { say }) => kind === 'contribution' && setImmediate(() => say({ type: 'ack', round: one })),
    });
    expect(acknowledged).toBe(1);
    expect(relay.kinds.filter((kind) => kind === 'contribution')).toHaveLength(1);
    // The relay does not count on it for the next round.
    expect(ready(relay).at(-1)).toBe(false);
    expect(activities(events).some(({ name }) => name === 'paused')).toBe(false);
    expect(control.left).toBe(true);
    expect(replica.isClean).toBe(true);
  });

  test('an answer that nobody has acknowledged is sent again after the connection broke', async () => {
    const control = new Control();
    const { relay } = await visit({
      control,
      onStep: (step) => step === 3 && control.finish(true),
      answers: (kind, { number, say, hangUp }) => {
        if (kind !== 'contribution') return;
        if (number === 1) hangUp();
        else say({ type: 'ack', round: one });
      },
    });
    expect(relay.kinds.filter((kind) => kind === 'contribution')).toHaveLength(2);
    expect(control.left).toBe(true);
  });

  test('whom no round asks leaves at once; who changes their mind stays', async () => {
    const control = new Control();
    let finished = false;
    const { events } = await visit({
      control,
      answers: (kind, { say }) => kind === 'contribution' && say({ type: 'ack', round: one }),
      onStep: (step) => {
        if (step === 3) control.finish(true);
        if (step === 5) control.finish(false);
      },
      until: (event) => {
        const waits = event.type === 'activity' && event.activity.name === 'waiting';
        if (waits && !finished) control.finish((finished = true));
        return false;
      },
    });
    expect(finished).toBe(true);
    expect(activities(events).at(-1)).toEqual({ name: 'waiting', reason: 'others' });
  });
});

test('a network that is gone is told of at once, though the socket lingers; the answer goes out on the next connection', async () => {
  const control = new Control();
  const times: number[] = [];
  const { events, relay } = await visit({
    control,
    lingers: true,
    answers: (kind, { number, say }) => kind === 'contribution' && number === 2 && say({ type: 'ack', round: one }),
    until: (event, { time }) => {
      if (event.type !== 'activity') return false;
      const { name } = event.activity;
      if (name === 'waiting' && times.length === 0) control.cutOff();
      if (name === 'waiting' || name === 'offline') times.push(time);
      return times.length === 3;
    },
  });
  expect(activities(events).map(({ name }) => name)).toEqual(['training', 'waiting', 'offline', 'waiting']);
  expect(times[1]).toBe(times[0]);
  // Outages before a connection say nothing of it.
  expect(relay.kinds.filter((kind) => kind === 'hello')).toHaveLength(2);
  expect(relay.kinds.filter((kind) => kind === 'contribution')).toHaveLength(2);
});
