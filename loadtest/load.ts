import type { Manifest } from '../src/protocol/index.ts';
import { fetchFederation } from '../src/relay/index.ts';
import { overheadOf } from './overhead.ts';
import {
  Fleet,
  RelayProcess,
  type SeenRound,
  type Usage,
  auditRelay,
  freePort,
  loadFederation,
  round,
  sleep,
  spreadOf,
  steadyNow,
  tell,
  withFolder,
} from './support/index.ts';

export interface LoadSettings {
  readonly clients: number;
  readonly seconds: number;
  /** Clients asked in a round. */
  readonly asked: number;
  /** Milliseconds that the slowest client of a round thinks: the pace of the rounds. */
  readonly think: number;
  /** Share of the contributions that are not sent, and of the clients that leave in a minute. */
  readonly drop: number;
  readonly churn: number;
  /** Whether the relay is killed, and started anew, in the middle. */
  readonly restart: boolean;
  /** Whether the relay rebuilds the model, as npm start has it do. */
  readonly reconstruct: boolean;
  readonly relays: number;
  readonly database: string | null;
  /** Processes that play the clients: 0 for this one, null for as many as it takes. */
  readonly processes: number | null;
  /** Flags of the relay's Node, such as `--cpu-prof`. */
  readonly nodeFlags: readonly string[];
}

export const defaultLoad: LoadSettings = {
  ...{ clients: 100, seconds: 30, asked: 100, think: 1000, drop: 0, churn: 0, restart: false, reconstruct: true },
  ...{ relays: 1, database: null, processes: null, nodeFlags: [] },
};

/** Clients that connect in a second at the beginning: fewer than a relay admits. */
const RAMP = 150;
/** Milliseconds to come back after a restart, at most: what is not back by then is reported as away. */
const RETURN_WITHIN = 180_000;

/** Drives a relay with many clients for a while. Ends early, with what it has, when the signal comes. */
export function load(settings: LoadSettings, signal: AbortSignal) {
  return withFolder(async (folder) => {
    const asked = Math.min(settings.asked, settings.clients);
    const seconds = settings.think / 1000;
    const manifest = await loadFederation(folder, {
      quorum: Math.max(1, Math.ceil(asked / 2)),
      maximum: asked,
      deadline: Math.max(10, 10 * seconds),
      grace: Math.max(1, seconds),
    });
    const run = new LoadRun(settings, manifest, folder, asked);
    try {
      return await run.measure(signal);
    } finally {
      await run.end();
    }
  });
}

class LoadRun {
  readonly #settings: LoadSettings;
  readonly #manifest: Manifest;
  readonly #folder: string;
  readonly #asked: number;
  #relays: RelayProcess[] = [];
  readonly #ports: number[] = [];
  #fleet: Fleet | null = null;

  constructor(settings: LoadSettings, manifest: Manifest, folder: string, asked: number) {
    this.#settings = settings;
    this.#manifest = manifest;
    this.#folder = folder;
    this.#asked = asked;
  }

  async measure(signal: AbortSignal) {
    const { clients, seconds, think, drop, churn, processes, database } = this.#settings;
    // Its address has a password in it.
    const settings = { ...this.#settings, database: database === null ? 'SQLite' : 'PostgreSQL' };
    for (let i = 0; i < this.#settings.relays; i++) this.#ports.push(await freePort());
    this.#relays = this.#ports.map(() => new RelayProcess(this.#settings.nodeFlags));
    for (const [i] of this.#relays.entries()) await this.#start(i);
    const idle = await this.#usage();
    const share = {
      urls: this.#relays.map(({ url }) => url),
      manifest: this.#manifest,
      ...{
        first: 0,
        clients,
        ramp: RAMP,
        drop,
        churn,
        absence: 5000,
        returnAfter: null,
        reportEvery: 250,
        ready: 'together' as const,
      },
      // The slowest of many draws is close to the most.
      think: [think / 2, think] as const,
    };
    const fleet = new Fleet(share, processes ?? undefined);
    this.#fleet = fleet;
    tell(`${clients} clients connect to ${share.urls.join(', ')}; ${this.#asked} are asked in a round.`);
    const rampBegan = steadyNow();
    await fleet.until(() => fleet.counts.synced >= clients * 0.99, 60_000 + clients * 60, signal);
    tell(`${fleet.counts.synced} are there after ${((steadyNow() - rampBegan) / 1000).toFixed(1)} s.`);
    fleet.makeReady();
    await fleet.until(() => fleet.head > 0, 60_000, signal);
    const began = steadyNow();
    const before = await this.#usage();
    const peak = this.#watch(signal);
    const until = began + seconds * 1000;
    const outage = this.#settings.restart ? await this.#restart(fleet, (until - began) / 2, signal) : null;
    await this.#wait(fleet, Math.max(until - steadyNow(), outage ? seconds * 500 : 0), signal);
    const after = await this.#usage();
    const ended = steadyNow();
    const rssPeak = peak();
    const whole = await this.#settle(fleet);
    const rounds = [...fleet.rounds.values()].filter((seen) => isWithin(seen, began, ended));
    return {
      settings: { ...settings, round: this.#manifest.round },
      interrupted: signal.aborted,
      seconds: round((ended - began) / 1000),
      rounds: rounds.length,
      roundsPerSecond: round(rounds.length / ((ended - began) / 1000)),
      roundsExtended: rounds.filter(({ extended }) => extended).length,
      overhead: overheadOf(rounds, this.#asked, outage),
      connections: whole.connected,
      relay: {
        rssMiB: mebibytes(after.rss),
        rssPeakMiB: mebibytes(rssPeak),
        rssIdleMiB: mebibytes(idle.rss),
        cpuShare: outage ? null : round((after.cpuSeconds - before.cpuSeconds) / ((ended - began) / 1000)),
      },
      ...whole.result,
      restart: outage && {
        downMilliseconds: round(outage.up - outage.from),
        allBackSeconds: outage.allBack === null ? null : round((outage.allBack - outage.from) / 1000),
        away: outage.away,
        clientSeconds: spreadOf(fleet.returned.map((milliseconds) => milliseconds / 1000)),
        missing: whole.missing,
      },
    };
  }

  async end(): Promise<void> {
    this.#fleet?.end();
    // A profile is written by a process that ends by itself.
    const isProfiled = this.#settings.nodeFlags.length > 0;
    await Promise.all(this.#relays.map((relay) => (isProfiled ? relay.close() : relay.kill())));
  }

  async #start(i: number): Promise<void> {
    const { reconstruct, database } = this.#settings;
    await this.#relays[i]!.start({
      manifests: [this.#manifest],
      data: `${this.#folder}/data-${i}`,
      port: this.#ports[i]!,
      folders: [this.#folder],
      logLevel: 'error',
      reconstruct,
      ...(database === null ? {} : { database }),
    });
  }

  async #usage(): Promise<Pick<Usage, 'rss' | 'cpuSeconds'>> {
    const all = await Promise.all(this.#relays.map((relay) => relay.usage()));
    const sum = (key: 'rss' | 'cpuSeconds') => all.reduce((total, usage) => total + usage[key], 0);
    return { rss: sum('rss'), cpuSeconds: sum('cpuSeconds') };
  }

  /** @returns stops, and gives the most memory that the relays were seen to have */
  #watch(signal: AbortSignal): () => number {
    let most = 0;
    const stop = new AbortController();
    const watch = async (): Promise<void> => {
      while (!stop.signal.aborted) {
        const usage = await this.#usage().catch(() => null);
        most = Math.max(most, usage?.rss ?? 0);
        await sleep(500, AbortSignal.any([stop.signal, signal]));
        if (signal.aborted) return;
      }
    };
    void watch();
    return () => {
      stop.abort();
      return most;
    };
  }

  async #wait(fleet: Fleet, milliseconds: number, signal: AbortSignal): Promise<void> {
    const until = steadyNow() + milliseconds;
    while (steadyNow() < until && !signal.aborted) {
      await sleep(Math.min(5000, until - steadyNow()), signal);
      const { synced, acked } = fleet.counts;
      tell(`${fleet.rounds.size} rounds; ${synced} clients synced; ${acked} contributions acknowledged.`);
    }
  }

  /** Kills the first relay without a word, starts it anew, and waits until everybody is back. */
  async #restart(fleet: Fleet, after: number, signal: AbortSignal) {
    await this.#wait(fleet, after, signal);
    if (signal.aborted) return null;
    const standby = new RelayProcess(this.#settings.nodeFlags);
    const here = fleet.counts.synced;
    const from = steadyNow();
    await this.#relays[0]!.kill();
    // Somebody must have been seen to be away before all can be seen to be back.
    const isNoticed = fleet.until(() => fleet.counts.synced < here / 2, 30_000, signal);
    this.#relays[0] = standby;
    await this.#start(0);
    const up = steadyNow();
    tell(`The relay was killed and started anew within ${(up - from).toFixed(0)} ms; ${here} clients were there.`);
    await isNoticed;
    const isBack = await fleet.until(() => fleet.counts.synced >= here, RETURN_WITHIN, signal);
    const to = steadyNow();
    tell(isBack ? `All are back after ${((to - from) / 1000).toFixed(1)} s.` : 'Not all came back.');
    return { from, up, to, allBack: isBack ? to : null, away: Math.max(0, here - fleet.counts.synced) };
  }

  /** Lets the last entry come to everybody, then holds the log against what was acknowledged. */
  async #settle(fleet: Fleet) {
    const url = fleet.settings.urls[0]!;
    const connected = fleet.counts.connected;
    const { sequence: head } = await fetchFederation(url, this.#manifest.id);
    await fleet.until(() => fleet.behindAll >= head, this.#settings.churn > 0 ? 12_000 : 5000);
    const { acks, positions, late } = await fleet.stop();
    const { entries, acknowledged, lost, duplicated, altered, chainWhole } = await auditRelay(
      url,
      this.#manifest,
      acks,
    );
    const { sent, dropped, refused, ended, left } = fleet.counts;
    const log = { entries, chainWhole };
    const counts = { sent, dropped, acknowledged, lost, duplicated, altered, refused, ended, left };
    const missing = positions.filter((position) => position < head).length;
    return {
      connected,
      missing,
      result: { ...counts, missing, log, faults: fleet.faults, driversLateMs: round(late) },
    };
  }
}

/** Whether a round closed in between. */
function isWithin({ received }: SeenRound, from: number, to: number): boolean {
  const [first] = received;
  return first !== undefined && first >= from && first <= to;
}

function mebibytes(bytes: number): number {
  return round(bytes / 2 ** 20);
}
