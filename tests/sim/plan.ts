import { World } from '../../simulator/index.ts';
import { type Manifest, parseManifest } from '../../src/protocol/index.ts';
import { testManifest } from '../support/manifest.ts';
import type { DiskFaults } from './disk.ts';
import type { FrameFaults } from './network.ts';
import { EVENTS, type EventName, isPossible } from './troubles.ts';

/** Everything that a seed decides before anything happens. */
export interface Plan {
  readonly seed: number;
  readonly manifest: Manifest;
  /** Relay nodes: one alone on a disk, or several on a database. */
  readonly nodes: number;
  readonly devices: number;
  /** Milliseconds of a device's local step, from and to. */
  readonly paces: readonly (readonly [number, number])[];
  /** Milliseconds of trouble. */
  readonly trouble: number;
  /** What may happen, and milliseconds between two of them at most. */
  readonly events: readonly EventName[];
  readonly pause: number;
  readonly frames: FrameFaults;
  readonly disk: DiskFaults;
  /** One of the devices does not come back from the trouble. */
  readonly isOneLost: boolean;
  /** The organiser stops the federation in the end. */
  readonly isStopped: boolean;
}

const PACES = [
  [50, 900],
  [5, 50],
  [1500, 5000],
] as const;

/**
 * The plan of a seed. Each seed has some kinds of trouble and not the others ("swarm testing", Groce et al., ISSTA 2012):
 * with everything at once, most of it would hide the rest.
 */
export function planOf(seed: number): Plan {
  const world = new World(seed ^ 0x9e3779b9);
  const some = (share: number, most: number): number => (world.chance() < share ? world.between(0, most) : 0);
  const nodes = world.pick([1, 1, 1, 2, 2, 3]);
  const isOften = world.pick([0.2, 0.5, 0.9]);
  const events = EVENTS.filter((event) => isPossible(event, nodes) && world.chance() < isOften);
  const devices = world.pick([2, 3, 4, 4, 5, 6]);
  const manifest = manifestOf(world, devices);
  return {
    seed,
    manifest,
    nodes,
    devices,
    paces: Array.from({ length: devices }, () => (world.chance() < 0.7 ? PACES[0] : world.pick(PACES))),
    // Most short and nasty, some long.
    trouble: world.pick([8_000, 12_000, 20_000, 20_000, 30_000, 60_000]),
    events,
    pause: world.pick([1000, 2000, 5000]),
    frames: { drop: some(0.5, 0.1), duplicate: some(0.4, 0.2), reorder: some(0.3, 0.2), spike: some(0.3, 0.05) },
    disk: { full: some(0.15, 0.03), lostAnswer: some(0.2, 0.03), slow: some(0.3, 0.1) },
    isOneLost: devices > manifest.round.quorum && world.chance() < 0.4,
    isStopped: world.chance() < 0.2,
  };
}

/** A manifest of any kind that a federation may have. */
function manifestOf(world: World, devices: number): Manifest {
  const kind = world.pick(['private', 'private', 'shared', 'pool'] as const);
  const quorum = world.pick([1, 2, 2, Math.max(1, devices - 1)]);
  const maximum = quorum + world.pick([0, 1, 2, 100]);
  const base = testManifest(
    { directions: kind === 'shared' ? 'shared' : 'private', learningRate: { from: 1e-2, to: 1e-2, rounds: 100 } },
    {
      ...{ quorum, maximum, deadline: world.pick([4, 10, 20]), grace: world.pick([0, 0.5, 2]) },
      ...(world.chance() < 0.4 && { target: Math.min(maximum, quorum + world.pick([0, 1])) }),
      ...(kind !== 'shared' && world.chance() < 0.6 && { late: world.pick([1, 3, 20]) }),
    },
  );
  const { epsilon, learningRate, localSteps, batch, clip, noise } = base.method;
  const pool = { name: 'fedkseed', directions: 'pool', pool: 64 } as const;
  return parseManifest({
    ...base,
    method: kind === 'pool' ? { ...pool, epsilon, learningRate, localSteps, batch, clip, noise } : base.method,
    weighting: world.pick([{ by: 'examples', cap: 1000 }, { by: 'participant' }] as const),
    ...(world.chance() < 0.6 && {
      aggregation: {
        ...(kind === 'shared'
          ? world.pick([{ by: 'mean' }, { by: 'median' }, { by: 'trimmed', share: 0.2 }] as const)
          : world.pick([{ by: 'mean' }, { by: 'norm-bounded', factor: 1.5 }] as const)),
        ...(world.chance() < 0.5 && { learnedClip: 1.2 }),
      },
    }),
    ...(world.chance() < 0.2 && { guard: { rise: 0.01, evaluations: 2 }, evaluate: { every: 3 } }),
  });
}
