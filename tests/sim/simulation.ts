import { MemoryLogStore } from '../../server/log/index.ts';
import { type Door, Network, World } from '../../simulator/index.ts';
import type { Epoch } from '../../src/protocol/index.ts';
import { checkEnd } from './check-end.ts';
import { Device } from './device.ts';
import { Disk } from './disk.ts';
import { Hostile } from './hostile.ts';
import { identityOf } from './identity.ts';
import { Watch } from './invariants.ts';
import { SimulatedJournal } from './journal.ts';
import { Ledger } from './ledger.ts';
import { FaultyLine, NO_FAULTS } from './network.ts';
import { Oracle } from './oracle.ts';
import { type Plan, planOf } from './plan.ts';
import { Relay } from './relay.ts';
import { Said } from './said.ts';
import type { Scene } from './scene.ts';
import { type EventName, happen } from './troubles.ts';

/** Milliseconds of peace at most, and until what is under way is over. */
const PEACE = 300_000;
const AFTERMATH = 16_000;
/** Rounds that must close after the trouble is over. */
const ROUNDS_IN_PEACE = 2;

/** What a simulation saw, for tests that check the checks. */
export interface Report {
  readonly seed: number;
  readonly rounds: number;
  /** Contributions that devices know to be taken. */
  readonly acked: number;
  readonly counted: number;
  readonly events: ReadonlyMap<EventName, number>;
  readonly frames: Readonly<FaultyLine['counts']> & { readonly cut: number };
  readonly disk: Readonly<Disk['counts']>;
  readonly journalsTorn: number;
  readonly relays: number;
  readonly ledger: Readonly<Ledger['counts']>;
  readonly fingerprint: string;
}

/** A seed that failed, with all that is needed to understand it. */
export class SeedError extends Error {
  override readonly name = 'SeedError';
  readonly seed: number;
  readonly events: readonly string[];
  constructor(seed: number, events: readonly string[], cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const last = events.map((event) => `  ${event}`).join('\n');
    super(`Seed ${seed}: ${why}\nThe last events:\n${last}\nAgain: npm run faults -- --from ${seed} --seeds 1`, {
      cause,
    });
    this.seed = seed;
    this.events = events;
  }
}

/**
 * Real relay core and real client cores on a virtual clock, through the troubles of a plan; then peace.
 * @throws SeedError with the invariant that does not hold
 */
export async function simulate(seed: number, plan: Plan = planOf(seed)): Promise<Report> {
  const world = new World(seed);
  const watch = new Watch(() => world.time);
  try {
    const scene = await begin(plan, world, watch);
    await trouble(scene);
    await peace(scene);
    await checkEnd(scene);
    return report(scene);
  } catch (error) {
    throw new SeedError(seed, watch.events, watch.violation ?? error);
  }
}

async function begin(plan: Plan, world: World, watch: Watch): Promise<Scene> {
  const { manifest } = plan;
  const line = new FaultyLine(world);
  const network = new Network<Door>(world, line);
  const said = new Said();
  const ledger = new Ledger(manifest, watch, said);
  const epoch = world.draw().toString(16).padStart(16, '0') as Epoch;
  const log = await new MemoryLogStore().open(manifest, () => epoch);
  const disk = new Disk(world, log, (writes, life) => ledger.committed(writes, life));
  const oracle = await Oracle.open(manifest, epoch, ledger.entries);
  const relay = new Relay({ world, network, manifest, disk, ledger, oracle, watch });
  const hostile = new Hostile(world, network, manifest, epoch, said);
  line.tap = (frame, way) => hostile.overhear(frame, way);
  const devices = plan.paces.map((pace, data) => {
    const identity = identityOf(`device ${data}`);
    const journal = new SimulatedJournal(world, identity, said);
    return new Device({ world, network, manifest, identity, journal, data, pace }, watch);
  });
  void relay.start();
  for (const device of devices) device.open();
  Object.assign(line.faults, plan.frames);
  Object.assign(disk.faults, plan.disk);
  return { plan, world, line, network, disk, ledger, oracle, relay, devices, hostile, watch, counts: new Map() };
}

async function trouble(scene: Scene): Promise<void> {
  const { world, plan, watch } = scene;
  const end = world.time + plan.trouble;
  while (world.time < end) {
    await world.run(world.between(200, plan.pause), () => watch.violation !== null);
    watch.check();
    if (plan.events.length > 0) happen(scene, world.pick(plan.events), world.between(300, 12_000));
  }
}

async function peace({ plan, world, watch, line, disk, relay, ledger, devices }: Scene): Promise<void> {
  const isViolated = (): boolean => watch.violation !== null;
  Object.assign(line.faults, NO_FAULTS);
  Object.assign(disk.faults, { full: 0, lostAnswer: 0, slow: 0 });
  await world.run(AFTERMATH, isViolated);
  watch.check();
  watch.note('peace');
  if (plan.isOneLost) world.pick(devices).lose();
  const here = devices.filter(({ isLost }) => !isLost);
  const goal = ledger.head + ROUNDS_IN_PEACE;
  const heads = (): number[] => here.map(({ sequence }) => sequence);
  const arrived = await world.run(PEACE, () => isViolated() || heads().every((sequence) => sequence >= goal));
  if (!arrived)
    watch.fail('I9', `Devices are at states ${heads().join(', ')}, not ${goal}; relay ${relay.isUp ? 'up' : 'down'}.`);
  watch.check();
}

function report({ plan, ledger, line, network, disk, devices, relay, counts, oracle }: Scene): Report {
  const sum = (figure: (device: Device) => number): number => devices.reduce((all, device) => all + figure(device), 0);
  return {
    seed: plan.seed,
    rounds: ledger.head,
    acked: sum(({ setup }) => setup.journal.acked.size),
    counted: ledger.counted,
    events: counts,
    frames: { ...line.counts, cut: network.cuts },
    disk: { ...disk.counts },
    journalsTorn: sum(({ setup }) => setup.journal.torn),
    relays: relay.starts,
    ledger: { ...ledger.counts },
    fingerprint: oracle.fingerprint(ledger.head) ?? '',
  };
}
