import pg from 'pg';
import { LEASE_LASTS } from '../server/cluster/index.ts';
import type { Manifest } from '../src/protocol/index.ts';
import { startPostgres } from '../tests/support/postgres.ts';
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

export interface ClusterSettings {
  readonly cycles: number;
  readonly clients: number;
  /** An empty database, or null for a server of this run's own. */
  readonly database: string | null;
}

/**
 * What happens to the node that has the lease: killed with -9 and started anew; stopped for longer than its lease
 * lasts; the same, and the node that took over is killed in the moment in which the first one wakes.
 */
const faults = ['kill', 'pause', 'zombie'] as const;

/** Milliseconds that a node stands still: its lease is over, and somebody else's has begun. */
const PAUSE = LEASE_LASTS + 2500;
const PATIENCE = 60_000;
/** Milliseconds that a client thinks at most. */
const THINK = 60;

/** How often a client leaves in a minute: when it comes back it is to its own node, if that is up again. */
const CHURN = 15;

/** Lets the nodes of a relay on PostgreSQL die and stand still under load, and holds the log against what was acknowledged. */
export async function clusterCycles(settings: ClusterSettings, signal: AbortSignal) {
  const server = settings.database === null ? await startPostgres() : null;
  try {
    const database = settings.database ?? (await server?.database()) ?? '';
    return await withFolder((folder) => new ClusterRun(settings, database, folder).run(signal));
  } finally {
    await server?.stop();
  }
}

class ClusterRun {
  readonly #settings: ClusterSettings;
  readonly #database: string;
  readonly #folder: string;
  readonly #nodes: { relay: RelayProcess; port: number; id: string }[] = [];
  readonly #watch: pg.Client;
  #manifest!: Manifest;

  constructor(settings: ClusterSettings, database: string, folder: string) {
    this.#settings = settings;
    this.#database = database;
    this.#folder = folder;
    this.#watch = new pg.Client({ connectionString: database });
    // Its next query fails.
    this.#watch.on('error', () => {});
  }

  async run(signal: AbortSignal) {
    const { cycles, clients } = this.#settings;
    this.#manifest = await loadFederation(
      this.#folder,
      // Half of the clients stand still with their node: the others are enough.
      { quorum: Math.ceil(clients / 4), maximum: clients, deadline: 5, grace: 0.1 },
      { localSteps: 1 },
    );
    let fleet: Fleet | null = null;
    try {
      for (let i = 0; i < 2; i++) {
        this.#nodes.push({ relay: new RelayProcess(), port: await freePort(), id: '' });
        await this.#start(i);
        if (i === 0) await this.#watch.connect();
        await this.#learnId(i);
      }
      const urls = this.#nodes.map(({ relay }) => relay.url);
      const crowd = { first: 0, clients, ramp: 1000, think: [0, THINK] as const, drop: 0, churn: CHURN, absence: 200 };
      fleet = new Fleet(
        { urls, manifest: this.#manifest, ...crowd, returnAfter: 100, reportEvery: 10, ready: 'at once' },
        0,
      );
      const seen = fleet;
      const goesOn = async (what: string): Promise<number> => {
        const { head } = seen;
        const began = steadyNow();
        if (!(await seen.until(() => seen.head > head, PATIENCE, signal)) && !signal.aborted)
          throw new Error(`No round closed in ${PATIENCE / 1000} s ${what}.\n${await this.#state(seen)}`);
        return steadyNow() - began;
      };
      await goesOn('at the beginning');
      const gaps: Record<(typeof faults)[number], number[]> = { kill: [], pause: [], zombie: [] };
      let done = 0;
      for (; done < cycles && !signal.aborted; done++) {
        const fault = faults[done % faults.length]!;
        await this.#balance();
        await sleep(Math.random() * 500, signal);
        gaps[fault].push(await this.#inflict(fault, goesOn));
        await goesOn('after that');
        if (done % 5 === 4)
          tell(`${done + 1} cycles; ${seen.counts.acked} contributions acknowledged; entry ${seen.head}.`);
      }
      const { head } = seen;
      await seen.until(() => seen.head >= head + 2, PATIENCE);
      const { acks } = await seen.stop();
      const found = await auditRelay(this.#nodes[0]!.relay.url, this.#manifest, acks);
      return {
        settings: { ...this.#settings, database: this.#settings.database === null ? 'its own' : 'given' },
        ...{ interrupted: signal.aborted, cycles: done, takeovers: await this.#fence() },
        // Milliseconds from the fault to the next entry at a client.
        nextEntryMs: { kill: spreadOf(gaps.kill), pause: spreadOf(gaps.pause), zombie: spreadOf(gaps.zombie) },
        ...found,
        faults: seen.faults,
      };
    } finally {
      fleet?.end();
      await this.#watch.end().catch(() => {});
      await Promise.all(this.#nodes.map(({ relay }) => relay.kill()));
    }
  }

  /** @returns milliseconds from the fault until the next entry */
  async #inflict(fault: (typeof faults)[number], goesOn: (what: string) => Promise<number>): Promise<number> {
    const holder = await this.#holder();
    const { relay } = this.#nodes[holder]!;
    if (fault === 'kill') {
      await relay.kill();
      const gap = await goesOn('after the coordinator was killed');
      await this.#renew(holder);
      return gap;
    }
    relay.signal('SIGSTOP');
    const began = steadyNow();
    const gap = await goesOn('while the coordinator stood still');
    await sleep(Math.max(0, PAUSE - (steadyNow() - began)));
    const other = 1 - holder;
    if (fault === 'zombie') await this.#nodes[other]!.relay.kill();
    relay.signal('SIGCONT');
    if (fault === 'zombie') await this.#renew(other);
    return round(gap);
  }

  async #renew(i: number): Promise<void> {
    const node = this.#nodes[i]!;
    this.#nodes[i] = { ...node, relay: new RelayProcess() };
    await this.#start(i);
    await this.#learnId(i);
  }

  async #start(i: number): Promise<void> {
    const { relay, port } = this.#nodes[i]!;
    await relay.start({
      ...{ manifests: [this.#manifest], data: `${this.#folder}/data-${i}`, port, folders: [this.#folder] },
      ...{ database: this.#database, logLevel: 'error', reconstruct: false, limits: hurried },
    });
  }

  /** The node that has registered last is the one that was started last. */
  async #learnId(i: number): Promise<void> {
    for (;;) {
      const { rows } = await this.#watch.query<{ id: string }>('select id from nodes order by birth desc limit 1');
      const [row] = rows;
      if (row && this.#nodes.every(({ id }) => id !== row.id)) {
        this.#nodes[i]!.id = row.id;
        return;
      }
      await sleep(50);
    }
  }

  /** Waits until both nodes have enough clients for a round. */
  async #balance(): Promise<void> {
    for (const until = steadyNow() + PATIENCE; steadyNow() < until; await sleep(100)) {
      const { rows } = await this.#watch.query<{ node: string; count: string }>(
        'select node, count(*) from sessions where ready group by node',
      );
      const enough = rows.filter(({ count }) => Number(count) >= this.#settings.clients / 4 + 1);
      if (enough.length === this.#nodes.length) return;
    }
    throw new Error('The clients did not spread over the nodes.');
  }

  async #holder(): Promise<number> {
    for (const until = steadyNow() + PATIENCE; steadyNow() < until; await sleep(50)) {
      const { rows } = await this.#watch.query<{ holder: string }>(
        'select holder from leases where expires_at > clock_timestamp()',
      );
      const found = this.#nodes.findIndex(({ id }) => id === rows[0]?.holder);
      if (found !== -1) return found;
    }
    throw new Error('No node has the lease.');
  }

  /** What to look at where rounds have stopped. */
  async #state({ counts }: Fleet): Promise<string> {
    const queries = {
      leases: 'select holder, fence, expires_at - clock_timestamp() as left from leases',
      sessions: 'select node, synced, ready, count(*) from sessions group by 1, 2, 3',
      activity:
        'select state, wait_event, left(query, 80) as query from pg_stat_activity where datname = current_database()',
    };
    const answers: [string, unknown[]][] = [];
    for (const [name, query] of Object.entries(queries)) answers.push([name, (await this.#watch.query(query)).rows]);
    const nodes = this.#nodes.map(({ id, relay }) => ({ id, isRunning: relay.isRunning, log: relay.log.slice(-2000) }));
    return JSON.stringify({ counts, nodes, ...Object.fromEntries(answers) }, null, 1);
  }

  /** How often the lease went to somebody else. */
  async #fence(): Promise<number> {
    const { rows } = await this.#watch.query<{ fence: string | number }>('select fence from leases');
    return Number(rows[0]?.fence ?? 0) - 1;
  }
}
