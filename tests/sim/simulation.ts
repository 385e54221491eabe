import { MemoryLogStore } from '../../server/log/index.ts';
import { type Door, Network, World } from '../../simulator/index.ts';
import type { Epoch } from '../../src/protocol/index.ts';
import { Balancer } from './balancer.ts';
import { checkEnd } from './check-end.ts';
import { Database } from './database.ts';
import { Device } from './device.ts';
import { Disk } from './disk.ts';
import { Hostile } from './hostile.ts';
import { identityOf } from './identity.ts';
import { Watch } from './invariants.ts';
import { SimulatedJournal } from './journal.ts';
import { Ledger } from './ledger.ts';
import { FaultyLine, NO_FAULTS } from './network.ts';
import { Oracle } from './oracle.ts';
import { Organiser } from './organiser.ts';
import { type Plan, planOf } from './plan.ts';
import { Relay } from './relay.ts';
import type { Sabotage } from './sabotage.ts';
import { Said } from './said.ts';
import type { Scene } from './scene.ts';
import { Ending, type EventName, happen } from './troubles.ts';
import { Wiretap } from './wiretap.ts';

/** Milliseconds of peace at most, and until what is under way is over. */
const PEACE = 300_000;
const AFTERMATH = 4000;
/** Milliseconds after which an organiser looks whether the federation goes on. */
const RESUMED = 20_000;
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
  readonly nodes: number;
  readonly commands: Readonly<Organiser['counts']>;
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
export async function simulate(seed: number, plan: Plan = planOf(seed), sabotage: Sabotage = {}): Promise<Report> {
  const world = new World(seed);
  const watch = new Watch(() => world.time);
  try {
    const scene = await begin(plan, world, watch, sabotage);
    await trouble(scene);
    await peace(scene);
    if (plan.isStopped) await stop(scene);
    await checkEnd(scene);
    return report(scene);
  } catch (error) {
    throw new SeedError(seed, watch.events, watch.violation ?? error);
  }
}

/** Everybody at their places: the relay is starting, and the tabs open. */
export async function begin(plan: Plan, world: World, watch: Watch, sabotage: Sabotage): Promise<Scene> {
  const { manifest } = plan;
  const line = new FaultyLine(world);
  const network = new Network<Door>(world, line);
  const said = new Said();
  const ledger = new Ledger(manifest, watch, said);
  const epoch = world.draw().toString(16).padStart(16, '0') as Epoch;
  const log = await new MemoryLogStore().open(manifest, () => epoch);
  const disk = new Disk(world, log, (writes, life, fence) =>
    ledger.committed(sabotage.heard?.(writes) ?? writes, life, fence),
  );
  const oracle = await Oracle.open(manifest, epoch, ledger.entries, watch, sabotage);
  const wiretap = new Wiretap(ledger, epoch, watch);
  const database = plan.nodes > 1 ? new Database(world, disk) : null;
  const parts = {
    world,
    network,
    balancer: new Balancer(world),
    manifest,
    disk,
    database,
    ledger,
    oracle,
    wiretap,
    watch,
    sabotage,
  };
  const nodes = Array.from(
    { length: plan.nodes },
    (_, i) => new Relay(plan.nodes > 1 ? `node ${i + 1}` : 'relay', parts),
  );
  const hostile = new Hostile(world, network, manifest, epoch, said);
  line.tap = (frame, way) => hostile.overhear(frame, way);
  const devices = plan.paces.map((pace, data) => {
    const identity = identityOf(`device ${data}`);
    const journal = new SimulatedJournal(world, identity, said);
    return new Device({ world, network, manifest, identity, journal, data, pace, sabotage }, watch);
  });
  const organiser = new Organiser(world, watch, ledger, nodes);
  const ending = new Ending((milliseconds, run) => world.after(milliseconds, run));
  for (const node of nodes) void node.start();
  for (const device of devices) device.open();
  Object.assign(line.faults, plan.frames);
  Object.assign(disk.faults, plan.disk);
  const counts = new Map<EventName, number>();
  const bad = { world, line, network, disk, hostile, organiser, ending, counts };
  return { plan, ...bad, ledger, oracle, wiretap, nodes, devices, watch };
}

async function trouble(scene: Scene): Promise<void> {
  const { world, plan, watch } = scene;
  const end = world.time + plan.trouble;
  while (world.time < end) {
    await world.run(world.between(200, plan.pause), () => watch.violation !== null);
    watch.check();
    if (plan.events.length > 0) happen(scene, world.pick(plan.events));
  }
}

/** Everything is mended, but for what is lost for good. Then rounds must close, and every device follow. */
async function peace(scene: Scene): Promise<void> {
  const { plan, world, watch, line, disk, nodes, ledger, devices, ending, organiser } = scene;
  const isViolated = (): boolean => watch.violation !== null;
  Object.assign(line.faults, NO_FAULTS);
  Object.assign(disk.faults, { full: 0, lostAnswer: 0, slow: 0 });
  disk.strike = null;
  for (const { setup } of devices) setup.journal.strike = null;
  ending.endAll();
  watch.note('peace');
  await world.run(AFTERMATH, isViolated);
  watch.check();
  // A relay that is on its way down comes up again.
  ending.endAll();
  if (plan.isOneLost) world.pick(devices).lose();
  // The clock may be set at any time, and the round that is open now has one who will never answer.
  if (plan.events.includes('relay-clock')) happen(scene, 'relay-clock');
  const goal = ledger.head + ROUNDS_IN_PEACE;
  const here = devices.filter(({ isLost }) => !isLost);
  const heads = (): number[] => here.map(({ sequence }) => sequence);
  const arrived = (): boolean => isViolated() || heads().every((sequence) => sequence >= goal);
  const end = world.time + PEACE;
  while (world.time < end && !(await world.run(RESUMED, arrived))) {
    // The guard may have paused it, or a command of the organiser's may have been lost with a node.
    if (ledger.status === 'paused') organiser.give({ do: 'resume', words: '' });
  }
  if (!arrived()) {
    const relay = nodes.map(({ name, life }) => `${name} ${life ? 'up' : 'down'}`).join(', ');
    watch.fail('I9', `Devices are at states ${heads().join(', ')}, not ${goal}; ${relay}; ${ledger.status}.`);
  }
  watch.check();
}

/** For good: no round opens any more, and what was acknowledged gets its entry. */
async function stop({ world, watch, ledger, organiser }: Scene): Promise<void> {
  const isDone = (): boolean => watch.violation !== null || (ledger.status === 'stopped' && ledger.round === null);
  const end = world.time + PEACE;
  do organiser.give({ do: 'stop', words: 'The end.' });
  while (!(await world.run(RESUMED, isDone)) && world.time < end);
  if (!isDone()) watch.fail('I9', 'The federation does not stop.');
  await world.run(AFTERMATH, () => watch.violation !== null);
  if (ledger.late.length > 0) watch.fail('I2', 'The federation has stopped over contributions that came late.');
  watch.check();
}

function report({ plan, ledger, line, network, disk, devices, nodes, counts, oracle, organiser }: Scene): Report {
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
    relays: nodes.reduce((all, { starts }) => all + starts, 0),
    nodes: plan.nodes,
    commands: { ...organiser.counts },
    ledger: { ...ledger.counts },
    fingerprint: oracle.fingerprint(ledger.head) ?? '',
  };
}
