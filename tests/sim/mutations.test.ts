import { expect, test } from 'vitest';
import { FencedError } from '../../server/cluster/index.ts';
import type { Write } from '../../server/log/index.ts';
import { type ParticipantId, parseEpoch, parseManifest } from '../../src/protocol/index.ts';
import { testManifest } from '../support/manifest.ts';
import { INVARIANTS, type InvariantName, Violation } from './invariants.ts';
import { type Plan, planOf } from './plan.ts';
import { type Sabotage, altered } from './sabotage.ts';
import { SeedError, simulate } from './simulation.ts';

/** Seeds until it must have been noticed. */
const SEEDS = 12;

interface Mutation {
  readonly what: string;
  readonly invariant: InvariantName;
  readonly sabotage: () => Sabotage;
  readonly plan?: Partial<Plan>;
}

/** Rewrites what a relay's process commits. */
function commits(change: (writes: readonly Write[]) => readonly Write[]): Sabotage {
  return { log: (log) => altered(log, { commit: (writes) => log.commit(change(writes)) }) };
}

function each(change: (write: Write) => Write | null): (writes: readonly Write[]) => readonly Write[] {
  return (writes) => writes.map(change).filter((write) => write !== null);
}

const CRASHES: Partial<Plan> = { events: ['relay-crash', 'close-tab', 'cut'] };

/** Rounds with quorum wait long for who is missing. */
const PATIENT: Partial<Plan> = {
  manifest: parseManifest(testManifest({}, { quorum: 2, deadline: 30, grace: 10 })),
  devices: 5,
  paces: Array.from({ length: 5 }, () => [100, 2000] as const),
};

const MUTATIONS: readonly Mutation[] = [
  {
    what: 'a disk that keeps no entries',
    invariant: 'I1',
    sabotage: () => commits(each((write) => (write.type === 'append' ? null : write))),
  },
  {
    what: 'a relay that stores other scalars than were sent',
    invariant: 'I2',
    sabotage: () =>
      commits(
        each((write) => {
          if (write.type !== 'contribution') return write;
          const { contribution } = write.stored;
          const scalars = contribution.scalars.map((scalar) => scalar * 2);
          return { ...write, stored: { ...write.stored, contribution: { ...contribution, scalars } } };
        }),
      ),
  },
  {
    what: 'a disk that keeps a contribution twice',
    invariant: 'I3',
    sabotage: () => ({
      heard: (writes) => writes.flatMap((write): Write[] => (write.type === 'contribution' ? [write, write] : [write])),
    }),
  },
  {
    what: 'a device that passes over an update',
    invariant: 'I4',
    sabotage: () => ({
      learner: (learner) => {
        const apply = learner.apply.bind(learner);
        learner.apply = (updates) => apply(updates.slice(1));
      },
    }),
  },
  {
    what: 'a disk that loses a contribution without a word',
    invariant: 'I5',
    sabotage: () => ({ heard: each((write) => (write.type === 'contribution' ? null : write)) }),
    // What is acknowledged without being there is noticed before, so nobody is told anything.
    plan: {
      devices: 2,
      paces: [
        [50, 900],
        [50, 900],
      ],
    },
  },
  {
    what: 'a relay that forgets, over a restart, whom it has asked and who has left',
    invariant: 'I6',
    sabotage: () => ({
      log: (log) =>
        altered(log, {
          state: async () => {
            const state = await log.state();
            const { round } = state;
            const answered = round?.contributions.map(({ participant }) => participant) ?? [];
            return { ...state, round: round && answered.length > 1 ? { ...round, asked: answered } : round };
          },
        }),
    }),
    plan: { ...CRASHES, ...PATIENT },
  },
  {
    what: 'a relay that does not wait for its disk',
    invariant: 'I7',
    sabotage: () => ({
      log: (log) =>
        altered(log, {
          commit: async (writes) => {
            log.commit(writes).catch(() => {});
          },
        }),
    }),
  },
  {
    what: 'a log that has another epoch after each start',
    invariant: 'I8',
    sabotage: () => {
      let starts = 0;
      return { log: (log) => altered(log, { epoch: parseEpoch((++starts).toString(16).padStart(16, '0')) }) };
    },
    plan: CRASHES,
  },
  {
    what: 'a disk that stops answering',
    invariant: 'I9',
    sabotage: () => {
      let commit = 0;
      return {
        log: (log) =>
          altered(log, { commit: (writes) => (++commit > 30 ? new Promise(() => {}) : log.commit(writes)) }),
      };
    },
  },
  {
    what: 'a relay that forgets, over a restart, that it is paused',
    invariant: 'I10',
    sabotage: () => ({
      log: (log) =>
        altered(log, {
          state: async () => ({ ...(await log.state()), status: { state: 'running', cause: 'none', words: '' } }),
        }),
    }),
    plan: { events: ['organiser-pause', 'relay-crash'] },
  },
  {
    what: 'a database that does not look at the fence',
    invariant: 'I11',
    sabotage: () => ({
      cluster: (cluster, disk, life) =>
        altered(cluster, {
          renew: (lease) => cluster.renew(lease).catch(() => {}),
          commit: async (lease, commit) => {
            try {
              await cluster.commit(lease, commit);
            } catch (error) {
              if (!(error instanceof FencedError)) throw error;
              await disk.recording(life, lease.fence).commit(commit.writes);
            }
          },
        }),
    }),
    plan: { nodes: 2, trouble: 60_000, events: ['relay-freeze', 'cut'] },
  },
  {
    what: 'a replay that passes over an update of a large entry, as a rollback of several is',
    invariant: 'I12',
    sabotage: () => {
      let most = Number.POSITIVE_INFINITY;
      return {
        oracle: (learner) => {
          const apply = learner.apply.bind(learner);
          learner.apply = (updates) => {
            const isLarge = updates.length > 1.5 * most;
            most = Number.isFinite(most) ? Math.max(most, updates.length) : updates.length;
            return apply(isLarge ? updates.slice(1) : updates);
          };
        },
      };
    },
    plan: { events: ['organiser-rollback'] },
  },
  {
    what: 'a relay that takes the word of one for that of another',
    invariant: 'I13',
    sabotage: () => {
      let asked: readonly ParticipantId[] = [];
      return commits(
        each((write) => {
          if (write.type === 'open') ({ asked } = write.round);
          const other = write.type === 'contribution' && asked.find((id) => id !== write.stored.participant);
          return other ? { ...write, stored: { ...write.stored, participant: other } } : write;
        }),
      );
    },
  },
];

/** The violation of the first seed that has the one looked for. */
async function violationOf({ invariant, sabotage, plan }: Mutation): Promise<string> {
  const seen: string[] = [];
  for (let seed = 1; seed <= SEEDS; seed++) {
    const quiet = {
      frames: { drop: 0, duplicate: 0, reorder: 0, spike: 0 },
      disk: { full: 0, lostAnswer: 0, slow: 0 },
    };
    const base = planOf(seed);
    try {
      await simulate(seed, { ...base, nodes: 1, trouble: 20_000, events: [], ...quiet, ...plan }, sabotage());
    } catch (error) {
      const cause = error instanceof SeedError ? error.cause : error;
      if (!(cause instanceof Violation)) throw error;
      if (cause.invariant === invariant) return invariant;
      seen.push(cause.message);
    }
  }
  return `${seen.length} other violations: ${seen.join('; ')}`;
}

test('each invariant has a mutation that breaks it', () => {
  expect(MUTATIONS.map(({ invariant }) => invariant)).toEqual(Object.keys(INVARIANTS));
});

test.each(MUTATIONS)('$invariant notices $what', async (mutation) => {
  expect(await violationOf(mutation)).toBe(mutation.invariant);
});
