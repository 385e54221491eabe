import {
  type Audit,
  Fleet,
  RelayProcess,
  auditRelay,
  freePort,
  hurried,
  loadFederation,
  round,
  sleep,
  steadyNow,
  tell,
  withFolder,
} from './support/index.ts';

export interface KillSettings {
  readonly cycles: number;
  readonly clients: number;
}

export interface KillResult extends Audit {
  readonly settings: KillSettings;
  readonly interrupted: boolean;
  /** Kills that were made. */
  readonly cycles: number;
  readonly secondsPerCycle: number;
  /** Kills at which a round with acknowledged contributions was open. */
  readonly tornRounds: number;
  readonly faults: readonly string[];
}

/** Milliseconds that a client thinks at most: short, so that some commit is always under way. */
const THINK = 15;
/** Acknowledgements that a life of the relay has at least, and at most, before it is killed. */
const ACKS = [1, 80] as const;
/** Milliseconds more that it lives, at most: so that the kill is not tied to an acknowledgement. */
const LINGER = 30;
const PATIENCE = 60_000;

/**
 * Kills a relay on SQLite with -9 under load, again and again, each time at another moment, and starts it anew on the
 * same data. Then holds its log against every acknowledgement that any client ever got.
 */
export function killCycles(settings: KillSettings, signal: AbortSignal): Promise<KillResult> {
  return withFolder(async (folder) => {
    const { cycles, clients } = settings;
    const manifest = await loadFederation(
      folder,
      { quorum: Math.ceil(clients / 2), maximum: clients, deadline: 5, grace: 0.05 },
      { localSteps: 1 },
    );
    const port = await freePort();
    // Without the model: what is asked here is what the log keeps.
    const options = {
      manifests: [manifest],
      data: `${folder}/data`,
      port,
      logLevel: 'error',
      reconstruct: false,
    } as const;
    const start = { ...options, folders: [folder], limits: hurried };
    let relay = new RelayProcess();
    let standby = relay;
    let fleet: Fleet | null = null;
    try {
      await relay.start(start);
      const crowd = { first: 0, clients, ramp: 1000, think: [0, THINK] as const, drop: 0, churn: 0, absence: 0 };
      fleet = new Fleet(
        { urls: [relay.url], manifest, ...crowd, returnAfter: 25, reportEvery: 5, ready: 'at once' },
        0,
      );
      const { rounds } = fleet;
      const began = steadyNow();
      let done = 0;
      let tornRounds = 0;
      while (done < cycles && !signal.aborted) {
        // Loads while the other one serves, and takes the data over when that one is dead.
        standby = new RelayProcess();
        await standby.loaded;
        const before = fleet.counts.acked;
        const wanted = ACKS[0] + Math.floor(Math.random() * (ACKS[1] - ACKS[0]));
        const isServed = await fleet.until(() => (fleet?.counts.acked ?? 0) >= before + wanted, PATIENCE, signal);
        if (!isServed && !signal.aborted) throw new Error(`The relay acknowledged nothing.\n${relay.log}`);
        await sleep(Math.random() * LINGER);
        await relay.kill();
        if (fleet.hasOpenAck) tornRounds++;
        relay = standby;
        await relay.start(start);
        done++;
        if (done % 10 === 0)
          tell(`${done} kills; ${fleet.counts.acked} contributions acknowledged, ${rounds.size} rounds.`);
      }
      const secondsPerCycle = round((steadyNow() - began) / 1000 / Math.max(1, done));
      // Two rounds more: with the first of them, all that was acknowledged before is in an entry.
      const { head } = fleet;
      await fleet.until(() => (fleet?.head ?? 0) >= head + 2, PATIENCE);
      const { acks } = await fleet.stop();
      const found = await auditRelay(relay.url, manifest, acks);
      const { faults } = fleet;
      return { settings, interrupted: signal.aborted, cycles: done, secondsPerCycle, tornRounds, ...found, faults };
    } finally {
      fleet?.end();
      await Promise.all([relay.kill(), standby.kill()]);
    }
  });
}
