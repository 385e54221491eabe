import { World } from '../../simulator/index.ts';
import { parseManifest } from '../../src/protocol/index.ts';
import { testManifest } from '../support/manifest.ts';
import { checkEnd } from './check-end.ts';
import { Watch } from './invariants.ts';
import { NO_FAULTS } from './network.ts';
import { begin } from './simulation.ts';

/** The type of a CONTRIBUTION's frame. */
const CONTRIBUTION = 0x03;
const MINUTE = 60_000;

export interface Churn {
  readonly seed: number;
  readonly rounds: number;
  readonly clients: number;
  /** Share of contributions that never arrive. */
  readonly dropped: number;
  /** Share of the clients that leave in a minute. Each is back after up to a minute. */
  readonly churn: number;
  readonly round: {
    readonly quorum: number;
    readonly target: number;
    readonly maximum: number;
    readonly deadline: number;
    readonly grace: number;
  };
}

export const CHURN: Churn = {
  seed: 1,
  rounds: 1000,
  clients: 50,
  dropped: 0.3,
  churn: 0.1,
  round: { quorum: 6, target: 12, maximum: 24, deadline: 30, grace: 5 },
};

/** What came of it. Times in seconds of virtual time. */
export interface ChurnResult extends Churn {
  /** Rounds that closed with their quorum at or before their first deadline, of all that were opened. */
  readonly completed: number;
  readonly share: number;
  readonly extended: number;
  readonly reachedTarget: number;
  /** Of a round, on average. */
  readonly asked: number;
  readonly contributions: number;
  readonly medianSeconds: number;
  readonly longestSeconds: number;
  readonly framesLost: number;
  readonly departures: number;
  readonly hours: number;
}

/**
 * A federation whose clients come and go and whose contributions get lost, with the real cores on a virtual clock.
 * @throws Violation of any invariant
 */
export async function runChurn(churn: Churn, progress: (rounds: number) => void = () => {}): Promise<ChurnResult> {
  const { seed, rounds, clients, round } = churn;
  const world = new World(seed);
  const watch = new Watch(() => world.time);
  const plan = {
    ...{ seed, nodes: 1, devices: clients, trouble: 0, events: [], pause: 0, isOneLost: false, isStopped: false },
    manifest: parseManifest(testManifest({}, round)),
    paces: Array.from({ length: clients }, () => [400, 2000] as const),
    frames: NO_FAULTS,
    disk: { full: 0, lostAnswer: 0, slow: 0 },
  };
  const scene = await begin(plan, world, watch, {});
  const { line, ledger, devices } = scene;
  let framesLost = 0;
  line.loses = (frame, { to }) => {
    const isLost = to === 'relay' && frame[0] === CONTRIBUTION && world.chance() < churn.dropped;
    if (isLost) framesLost++;
    return isLost;
  };
  const began = world.time;
  let departures = 0;
  const someoneLeaves = (): void => {
    const device = world.pick(devices.filter(({ tabs }) => tabs.length > 0));
    departures++;
    device.crash();
    world.after(world.between(0, MINUTE), () => device.restart());
    world.after(world.between(0, (2 * MINUTE) / (churn.churn * clients)), someoneLeaves);
  };
  world.after(0, someoneLeaves);

  const lengths: number[] = [];
  const sums = { asked: 0, contributions: 0, extended: 0, completed: 0 };
  let before = { opened: world.time, extended: 0 };
  for (let number = 1; number <= rounds; number++) {
    await world.run(MINUTE, () => ledger.round?.number === number || ledger.head >= number);
    before = { opened: world.time, extended: ledger.counts.extended };
    sums.asked += ledger.round?.asked.size ?? 0;
    const closed = await world.run(60 * MINUTE, () => watch.violation !== null || ledger.head >= number);
    watch.check();
    if (!closed) watch.fail('I9', `Round ${number} does not close.`);
    const isExtended = ledger.counts.extended > before.extended;
    const seconds = (world.time - before.opened) / 1000;
    lengths.push(seconds);
    if (isExtended) sums.extended++;
    // A commit takes milliseconds.
    else if (seconds <= round.deadline + 1) sums.completed++;
    if (number % 100 === 0) progress(number);
  }
  await scene.oracle.advance();
  await checkEnd(scene);
  const sorted = lengths.toSorted((a, b) => a - b);
  return {
    ...churn,
    completed: sums.completed,
    share: sums.completed / rounds,
    extended: sums.extended,
    reachedTarget: ledger.counts.atTarget,
    asked: sums.asked / rounds,
    contributions: ledger.counted / rounds,
    medianSeconds: sorted[Math.floor(rounds / 2)]!,
    longestSeconds: sorted.at(-1)!,
    framesLost,
    departures,
    hours: (world.time - began) / 3_600_000,
  };
}
