import { Federation } from '../../server/federation.ts';
import { MemoryLogStore } from '../../server/log/index.ts';
import { silentObserver } from '../../server/observer.ts';
import { Network, World } from '../../simulator/index.ts';
import {
  type Entry,
  type EntryPart,
  type Epoch,
  type Sequence,
  decodeEntry,
  encodeEntry,
  entryHash,
  manifestHash,
  parseManifest,
  parseSequence,
  inOrder,
  participantsOf,
} from '../../src/protocol/index.ts';
import { Replica } from '../../src/train/index.ts';
import { closedRound } from '../../src/zo/index.ts';
import { AnalyticLearner } from '../support/analytic-learner.ts';
import { testManifest } from '../support/manifest.ts';
import { SimulatedDevice } from './client.ts';
import { FaultyLine } from './network.ts';

const DEVICES = 4;
/** Milliseconds of trouble, then of peace at most. */
const TROUBLE = 90_000;
const PEACE = 300_000;
/** Rounds that must close after the trouble is over. */
const ROUNDS_IN_PEACE = 3;

/** What a simulation saw, for tests that check the checks. */
export interface Report {
  readonly rounds: number;
  readonly acked: number;
  readonly crashes: number;
  readonly recoveries: number;
  readonly restarts: number;
  readonly network: Readonly<FaultyLine['counts']> & { readonly cut: number };
  readonly fingerprint: string;
}

/**
 * Real relay core and real client cores on a virtual clock, through every trouble at once; then peace.
 * @throws Error naming the invariant that does not hold
 */
export async function simulate(seed: number, directions: 'private' | 'shared' = 'private'): Promise<Report> {
  const world = new World(seed);
  const line = new FaultyLine(world);
  const network = new Network(world, line);
  const manifest = parseManifest(testManifest({ directions }, { quorum: 2, maximum: 3, deadline: 10, grace: 2 }));
  const logs = new MemoryLogStore();
  const epoch = world.draw().toString(16).padStart(16, '0') as Epoch;
  const log = await logs.open(manifest, () => epoch);
  const surroundings = {
    now: () => world.time,
    after: (milliseconds: number, run: () => void) => world.after(milliseconds, run),
    random: () => world.draw(),
    soon: (run: () => void) => void world.after(0, run),
  };
  const startRelay = async (): Promise<void> => {
    network.relay = await Federation.load({ manifest, log, surroundings, observer: silentObserver });
  };
  await startRelay();
  const devices = Array.from({ length: DEVICES }, (_, i) => new SimulatedDevice(world, network, manifest, i));
  for (const device of devices) await device.start();

  let crashes = 0;
  let restarts = 0;
  Object.assign(line.faults, {
    drop: world.between(0, 0.1),
    duplicate: world.between(0, 0.2),
    reorder: world.between(0, 0.2),
  });
  const end = world.time + TROUBLE;
  while (world.time < end) {
    await world.run(world.between(200, 6000));
    const device = world.pick(devices);
    const trouble = world.pick(['crash', 'cut', 'lose', 'partition', 'pause', 'restart'] as const);
    const over = world.between(500, 15_000);
    if (trouble === 'cut') network.cut(device.name);
    if (trouble === 'crash') {
      crashes++;
      device.crash();
      world.after(over, () => void device.start());
    }
    if (trouble === 'lose') device.loseDevice();
    if (trouble === 'partition') {
      line.unreachable.add(device.name);
      network.cut(device.name);
      world.after(over, () => line.unreachable.delete(device.name));
    }
    if (trouble === 'pause') {
      device.pause();
      world.after(over, () => device.resume());
    }
    if (trouble === 'restart' && network.relay) {
      restarts++;
      network.relay.abandon();
      network.relay = null;
      network.cut();
      world.after(over / 3, () => void startRelay());
    }
  }
  await world.run(15_000);
  Object.assign(line.faults, { drop: 0, duplicate: 0, reorder: 0 });

  const goal = (await log.state()).head.sequence + ROUNDS_IN_PEACE;
  const heads = (): number[] => devices.map(({ replica }) => replica?.position.sequence ?? 0);
  const arrived = await world.run(PEACE, () => heads().every((sequence) => sequence >= goal));
  if (!arrived) throw new Error(`The federation does not go on: heads ${heads().join(', ')}, goal ${goal}.`);
  const fingerprint = await check(log, manifest, devices);
  const { head } = await log.state();
  const acked = devices.reduce((sum, device) => sum + device.acked.size, 0);
  const recoveries = devices.reduce((sum, device) => sum + device.recoveries, 0);
  const counts = { ...line.counts, cut: network.cuts };
  return { rounds: head.sequence, acked, crashes, recoveries, restarts, network: counts, fingerprint };
}

async function check(
  log: Awaited<ReturnType<MemoryLogStore['open']>>,
  manifest: ReturnType<typeof parseManifest>,
  devices: readonly SimulatedDevice[],
): Promise<string> {
  const { head } = await log.state();
  const bytes = await log.entries(1 as Sequence, Number.POSITIVE_INFINITY);
  const entries: Entry[] = bytes.map(decodeEntry);
  const fail = (what: string): never => {
    throw new Error(what);
  };
  if (entries.length !== head.sequence) fail('The log has a gap at its end.');
  let chain = manifestHash(manifest);
  entries.forEach((entry, i) => {
    if (entry.sequence !== i + 1 || entry.previous !== chain) fail(`Entry ${i + 1} does not follow.`);
    if (participantsOf(entry) < manifest.round.quorum) fail(`Entry ${i + 1} closed without its quorum.`);
    chain = entryHash(bytes[i]!);
  });

  // Promise 3: equal bits at equal places, by replay in one piece as well as live through all the trouble.
  const oracle = await Replica.base(new AnalyticLearner(99), manifest);
  const expected = new Map([[0, oracle.position.fingerprint]]);
  for (const entry of bytes) {
    await oracle.follow(log.epoch, [entry]);
    expected.set(oracle.position.sequence, oracle.position.fingerprint);
  }
  for (const device of devices) {
    const { sequence, fingerprint } = device.replica!.position;
    if (fingerprint !== expected.get(sequence)) fail(`Device ${device.name} differs at state ${sequence}.`);
    if (device.problems.length > 0) fail(`Device ${device.name} had problems: ${device.problems.join(', ')}.`);
  }

  // Promise 4: what was acknowledged is in its entry, and an entry is what its participants' journals kept first.
  for (const [i, stored] of bytes.entries()) {
    const sequence = parseSequence(i + 1);
    const parts: EntryPart[] = [];
    for (const { participant, acked, journal } of devices) {
      const isIn = await log.contributed(sequence, participant);
      if (acked.has(sequence) && !isIn) fail(`Round ${sequence} lost an acknowledged contribution.`);
      if (!isIn) continue;
      const [first, ...others] = journal.kept.filter(({ name }) => name.round === sequence);
      if (!first) return fail(`Round ${sequence} counts a contribution that no journal kept.`);
      const { examples, scalars } = first.contribution;
      if (others.some(({ contribution }) => String(contribution.scalars) !== String(scalars)))
        fail(`A journal kept two answers to round ${sequence}.`);
      parts.push({ participant, examples, scalars });
    }
    const place = { sequence, previous: entries[i]!.previous };
    const promised = closedRound(place, inOrder(parts), [], manifest, null);
    if (!Buffer.from(encodeEntry(promised)).equals(stored))
      fail(`Entry ${sequence} is not what its participants said.`);
  }
  return oracle.position.fingerprint;
}
