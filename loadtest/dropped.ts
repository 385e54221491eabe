import {
  Fleet,
  RelayProcess,
  auditRelay,
  freePort,
  hurried,
  loadFederation,
  round,
  sleep,
  spreadOf,
  steadyNow,
  tell,
  withFolder,
} from './support/index.ts';

/** A federation and its volunteers in their own time, and how much faster both are played. */
export interface DroppedSettings {
  readonly clients: number;
  /** Clients asked in a round, without a target at most; contributions that close it at once (0: no target); quorum. */
  readonly maximum: number;
  readonly target: number;
  readonly quorum: number;
  /** Seconds. */
  readonly deadline: number;
  readonly grace: number;
  /** Seconds that a client thinks, uniformly between these. */
  readonly think: readonly [least: number, most: number];
  readonly drop: number;
  /** Share of the clients that leave in a minute; each is back after 30 seconds on the average. */
  readonly churn: number;
  readonly rounds: number;
  /** All times above are divided by this. */
  readonly speed: number;
}

export const defaultDropped: DroppedSettings = {
  ...{ clients: 150, maximum: 100, target: 40, quorum: 25, deadline: 60, grace: 5, think: [10, 40] as const },
  ...{ drop: 0.3, churn: 0.1, rounds: 1000, speed: 60 },
};

/** Seconds that one who left is away on the average. */
const ABSENCE = 30;

/** Lets volunteers withhold contributions and come and go, and counts the rounds that close as they were opened. */
export function droppedRounds(settings: DroppedSettings, signal: AbortSignal) {
  return withFolder(async (folder) => {
    const { clients, maximum, target, quorum, deadline, grace, think, drop, churn, rounds, speed } = settings;
    const manifest = await loadFederation(
      folder,
      { quorum, maximum, deadline: deadline / speed, grace: grace / speed, ...(target > 0 ? { target } : {}) },
      { localSteps: 1 },
    );
    const relay = new RelayProcess();
    let fleet: Fleet | null = null;
    try {
      const port = await freePort();
      const start = { manifests: [manifest], data: `${folder}/data`, port, folders: [folder] };
      await relay.start({ ...start, logLevel: 'error', reconstruct: false, limits: hurried });
      const milliseconds = ([least, most]: readonly [number, number]) =>
        [(least * 1000) / speed, (most * 1000) / speed] as const;
      fleet = new Fleet(
        {
          ...{ urls: [relay.url], manifest, first: 0, clients, ramp: 1000, drop },
          ...{ think: milliseconds(think), churn: churn * speed, absence: (ABSENCE * 1000) / speed },
          ...{ returnAfter: null, reportEvery: 100, ready: 'at once' },
        },
        0,
      );
      const seen = fleet;
      await seen.until(() => seen.counts.synced >= clients * 0.9, 60_000, signal);
      const began = steadyNow();
      const first = seen.head + 1;
      for (let told = 0; seen.head < first + rounds && !signal.aborted; told = Math.floor(seen.head / 50)) {
        await sleep(250, signal);
        if (Math.floor(seen.head / 50) > told) tell(`${seen.head - first} rounds of ${rounds}.`);
        if (!relay.isRunning) throw new Error(`The relay ended:\n${relay.log}`);
      }
      const seconds = (steadyNow() - began) / 1000;
      const { acks } = await seen.stop();
      // The first one may have been opened while clients were still coming.
      const closed = [...seen.rounds.values()].filter((one) => one.round > first);
      const extended = closed.filter((one) => one.extended).length;
      const { lost, duplicated, chainWhole } = await auditRelay(relay.url, manifest, acks);
      const { sent, dropped, acked, refused, left } = seen.counts;
      return {
        ...{ settings, interrupted: signal.aborted, rounds: closed.length, extended },
        completedShare: closed.length === 0 ? null : (closed.length - extended) / closed.length,
        secondsPerRound: round(seconds / Math.max(1, closed.length)),
        participants: spreadOf(closed.map(({ participants }) => participants)),
        ...{ sent, dropped, acknowledged: acked, refused, left, lost, duplicated, chainWhole, faults: seen.faults },
      };
    } finally {
      fleet?.end();
      await relay.kill();
    }
  });
}
