import { hashes, verify } from '@noble/ed25519';
import { sha512 } from '@noble/hashes/sha2.js';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { Federation } from '../../server/federation.ts';
import { MemoryLogStore } from '../../server/log/index.ts';
import { silentObserver } from '../../server/observer.ts';
import { conceal } from '../../src/data/index.ts';
import type { Epoch, Sequence } from '../../src/protocol/index.ts';
import type { Connection, ConnectionEvents } from '../../src/relay/index.ts';
import {
  Control,
  EngineSupply,
  LanguageLearner,
  MemoryJournal,
  Replica,
  type RoundName,
  type TrainEvent,
  Volunteer,
  systemClock,
} from '../../src/train/index.ts';
import { partsOf } from '../support/entry.ts';
import { tinyModel } from '../support/served-model.ts';
import { testIdentity } from '../support/identity.ts';

// The relay's core without what is Node's: its databases, and its way to check a signature, which is another one here.
/* oxlint-disable no-restricted-imports -- instead of its doors */
vi.mock('../../server/log/index.ts', async () => ({
  ...(await import('../../server/log/log.ts')),
  ...(await import('../../server/log/memory.ts')),
}));
vi.mock('../../server/cluster/index.ts', async () => ({
  Member: (await import('../../server/cluster/member.ts')).Member,
}));
vi.mock('../../server/access/index.ts', async () => ({
  Gate: (await import('../../server/access/gate.ts')).Gate,
  // Whoever likes may join.
  MemoryAccessStore: Object,
  publicKeyOf: (publicKey: Uint8Array) => publicKey,
  isSignedBy: (key: Uint8Array, bytes: Uint8Array, signature: Uint8Array) => verify(signature, bytes, key),
}));
/* oxlint-enable no-restricted-imports */

hashes.sha512 = sha512;
const identity = await testIdentity();
/** Rounds in which the device is lost, and after which the volunteer leaves. */
const [FIRST, SECOND, LAST] = [2, 4, 6];

/** Every device that an engine opens: the only way to take one away as a driver does. */
const devices: GPUDevice[] = [];
const { requestDevice } = GPUAdapter.prototype;
beforeAll(() => {
  GPUAdapter.prototype.requestDevice = async function request(this: GPUAdapter, descriptor?: GPUDeviceDescriptor) {
    const device = await requestDevice.call(this, descriptor);
    devices.push(device);
    return device;
  };
});
afterAll(() => {
  GPUAdapter.prototype.requestDevice = requestDevice;
});

test('promises 3 and 4: a volunteer whose graphics device is lost goes on with another, then with another engine, bit-identical', async () => {
  const { manifest, kit } = await tinyModel();
  const examples = ['a fine film', 'dull and long', 'she sings well', 'a waste of time'].map((text, i) => ({
    texts: [conceal(text)],
    label: (i + 1) % 2,
  }));

  // The relay's core; its reconstruction is the plain engine, which follows the log beside it.
  const log = await new MemoryLogStore().open(manifest, () => 'ab'.repeat(8) as Epoch);
  const surroundings = {
    now: Date.now,
    after: (milliseconds: number, run: () => void) => {
      const timer = setTimeout(run, milliseconds);
      return () => clearTimeout(timer);
    },
    random: () => 7,
    soon: (run: () => void) => void setTimeout(run),
  };
  const relay = await Federation.load({ manifest, log, surroundings, observer: silentObserver });
  const nothing = { training: [], heldOut: [] };
  const plain = await LanguageLearner.open(kit, manifest, nothing, new Uint8Array(8), { name: 'cpu', threads: 1 });
  const oracle = await Replica.base(plain, manifest);
  let following = Promise.resolve();
  relay.onEntry(() => {
    following = following.then(async () => {
      const entries = await log.entries((oracle.position.sequence + 1) as Sequence, Number.POSITIVE_INFINITY);
      await oracle.follow(log.epoch, entries);
      relay.publish(oracle.position.sequence, oracle.position.fingerprint);
    });
  });
  const connect = (events: ConnectionEvents): Promise<Connection> => {
    const far = relay.connect({
      send: (frame) => void setTimeout(() => events.frame(frame)),
      close: () => events.close(),
    });
    return Promise.resolve({ send: (frame) => far.receive(frame), close: () => (far.disconnected(), events.close()) });
  };

  const journal = new MemoryJournal(identity);
  const acknowledged: number[] = [];
  journal.mark = (name?: RoundName, state?: string) => {
    if (name && state === 'acknowledged') acknowledged.push(name.round);
    return Promise.resolve();
  };
  const engines = new EngineSupply({ kit, precision: 32, threads: 1 }, ['webgpu', 'simd'], systemClock);
  const data = { training: examples, heldOut: [] };
  const learner = await LanguageLearner.on(engines, kit, manifest, data, Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8));
  const replica = await Replica.base(learner, manifest);
  const base = replica.position.fingerprint;
  const control = new Control();
  const volunteer = new Volunteer({
    ...{ manifest, identity, learner, replica, journal, control, clock: systemClock, evaluateEvery: 0 },
    transport: { connect },
    random: () => 0,
    traffic: { up: 0, down: 0 },
    snapshot: () => Promise.resolve(null),
  });

  const seen: TrainEvent[] = [];
  const due = new Set([FIRST, SECOND]);
  for await (const event of volunteer.run()) {
    seen.push(event);
    // In the middle of a round: a step is done, others are to come.
    if (event.type === 'step' && event.step === 1 && due.delete(event.round)) devices.at(-1)!.destroy();
    // At once: an answer to the next round would be in an entry that this copy does not wait for.
    if (event.type === 'entry' && event.sequence >= LAST) control.leave();
  }
  await following;

  const of = <Type extends TrainEvent['type']>(type: Type) =>
    seen.filter((event): event is Extract<TrainEvent, { type: Type }> => event.type === type);
  expect(of('engine').map(({ engine, reason }) => [engine, reason])).toEqual([
    ['webgpu', 'The graphics device was lost; going on with webgpu.'],
    ['simd', 'The graphics device was lost; going on with simd.'],
  ]);
  expect(of('problem').map(({ problem }) => [problem.code, problem.fatal])).toEqual([
    ['device-lost', false],
    ['device-lost', false],
  ]);
  expect(devices).toHaveLength(2);

  // The same bits as the plain engine that followed the log, which moved.
  expect(of('verified').filter(({ equal }) => !equal)).toEqual([]);
  expect(of('verified').length).toBeGreaterThan(0);
  expect(replica.position).toEqual({ ...oracle.position, fingerprint: expect.any(String) });
  expect(replica.position.fingerprint).toBe(oracle.position.fingerprint);
  expect(oracle.position.fingerprint).not.toBe(base);

  // What was acknowledged is in its entry, once, rounds of the losses among them.
  const entries = (await log.entries(1 as Sequence, Number.POSITIVE_INFINITY)).map(partsOf);
  expect(entries.map((parts) => parts.map((part) => part.participant))).toEqual(
    entries.map(() => [identity.participant]),
  );
  for (const round of [FIRST, SECOND, LAST]) expect(acknowledged).toContain(round);
  expect(new Set(acknowledged).size).toBe(acknowledged.length);
  await learner.close();
  await plain.close();
}, 240_000);
