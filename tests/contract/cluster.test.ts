import { afterAll, beforeAll, expect, test } from 'vitest';
import { sql } from 'kysely';
import {
  LEASE_LASTS,
  MemoryCluster,
  MemoryDatabase,
  NODE_GIVEN_UP,
  NODE_LASTS,
  PostgresCluster,
} from '../../server/cluster/index.ts';
import { MemoryLogStore, SqlLog, openPostgres } from '../../server/log/index.ts';
import { manifestHash, parseSequence } from '../../src/protocol/index.ts';
import { type TestPostgres, startPostgres } from '../support/postgres.ts';
import { clusterSuite, epoch, manifest } from './cluster-suite.ts';

clusterSuite('memory', async () => {
  let now = 0;
  const database = new MemoryDatabase(() => now);
  const log = await new MemoryLogStore().open(manifest, () => epoch);
  const [first, second] = ['first', 'second'].map((name) => new MemoryCluster(database, name)) as [
    MemoryCluster,
    MemoryCluster,
  ];
  /** Time passes, and everybody but one node beats. */
  const pass = async (milliseconds: number, asleep?: unknown): Promise<void> => {
    now += milliseconds;
    for (const node of [first, second]) if (node !== asleep) await node.beat();
  };
  return {
    nodes: [
      { cluster: first, log },
      { cluster: second, log },
    ],
    expireLeases: () => pass(LEASE_LASTS),
    expireNode: (node) => pass(NODE_LASTS, node),
    giveUp: (node) => pass(NODE_GIVEN_UP, node),
    close: async () => {},
  };
});

let postgres: TestPostgres;
beforeAll(async () => void (postgres = await startPostgres()));
afterAll(() => postgres.stop());

async function open(url: string, name: string) {
  const { store, db } = await openPostgres(url);
  const log = await store.open(manifest, () => epoch);
  return { cluster: new PostgresCluster(db, url, name), log, db, store };
}

clusterSuite('postgresql', async () => {
  const url = await postgres.database();
  const [first, second] = [await open(url, 'first'), await open(url, 'second')];
  return {
    nodes: [first, second],
    async expireLeases() {
      await sql`update leases set expires_at = clock_timestamp()`.execute(first.db);
    },
    async expireNode({ node: id }) {
      await sql`update nodes set expires_at = clock_timestamp() where id = ${id}`.execute(first.db);
    },
    async giveUp({ node: id }) {
      const past = sql`${NODE_GIVEN_UP} * interval '1 millisecond'`;
      await sql`update nodes set expires_at = clock_timestamp() - ${past} where id = ${id}`.execute(first.db);
    },
    async close() {
      for (const { cluster, store } of [first, second]) {
        await cluster.close();
        await store.close();
      }
    },
  };
});

/** Stands still in the middle of a commit. */
class SlowLog extends SqlLog {
  entered: () => void = () => {};
  readonly isInside = new Promise<void>((resolve) => (this.entered = resolve));
  leave: () => void = () => {};
  readonly #mayLeave = new Promise<void>((resolve) => (this.leave = resolve));

  override async commitWithin(...given: Parameters<SqlLog['commitWithin']>): Promise<void> {
    this.entered();
    await this.#mayLeave;
    await super.commitWithin(...given);
  }
}

test('[N3] a commit that was begun before a takeover holds it up until its end, and one that stands still is ended', async () => {
  const url = await postgres.database();
  const [first, second] = [await open(url, 'first'), await open(url, 'second')];
  const fingerprint = { type: 'fingerprint', sequence: parseSequence(0), fingerprint: 'f'.repeat(32) } as const;
  const begin = async () => {
    const lease = await first.cluster.claim(manifest.id);
    await sql`update leases set expires_at = clock_timestamp()`.execute(first.db);
    const log = new SlowLog(first.db, manifest.id, epoch, manifestHash(manifest), true);
    const commit = { log, writes: [fingerprint], receipts: [], notices: [] };
    const committed = first.cluster.commit(lease!, commit).then(
      () => true,
      () => false,
    );
    await log.isInside;
    let isClaimed = false;
    const claimed = second.cluster.claim(manifest.id).finally(() => (isClaimed = true));
    // The server itself says that the claim waits for the commit's row.
    for (;;) {
      const { rows } = await sql`select 1 from pg_locks where not granted`.execute(first.db);
      if (rows.length > 0 || isClaimed) break;
    }
    expect(isClaimed).toBe(false);
    return { log, committed, claimed };
  };

  const finished = await begin();
  finished.log.leave();
  expect(await finished.committed).toBe(true);
  const lease = await finished.claimed;
  expect(await second.log.fingerprint(fingerprint.sequence)).toBe(fingerprint.fingerprint);
  await second.cluster.release(lease!);

  const still = await begin();
  expect(await still.claimed).not.toBeNull();
  still.log.leave();
  expect(await still.committed).toBe(false);
  for (const { cluster, store } of [first, second]) {
    await cluster.close();
    await store.close();
  }
});

test('[N6] a node whose database goes down and comes back is woken again, and loses nothing that was committed', async () => {
  const own = await startPostgres();
  const url = await own.database();
  const { cluster, store } = await open(url, 'first');
  await cluster.beat();
  const lease = await cluster.claim(manifest.id);
  const woken = (): Promise<void> => new Promise((resolve) => void cluster.listen(() => resolve()));
  await own.crash();
  await expect(cluster.renew(lease!)).rejects.toThrow(/./);
  const again = woken();
  await own.restart();
  await again;
  await cluster.renew(lease!);
  await cluster.close();
  await store.close();
  await own.stop();
});

test('[N4] a notice that another node commits late, under a lower number, is not lost behind a newer one', async () => {
  const url = await postgres.database();
  const [first, second] = [await open(url, 'first'), await open(url, 'second')];
  await second.cluster.beat();
  const lease = await first.cluster.claim(manifest.id);
  const replaced = { type: 'replaced', to: 'a'.repeat(32), connection: 1 };
  const status = { type: 'status', status: { state: 'paused', cause: 'organiser', words: '' } } as const;
  const heard: unknown[] = [];
  const hear = async (except: ReadonlySet<number>): Promise<Set<number>> => {
    const { notices } = await second.cluster.news(manifest.id, except);
    heard.push(...notices.map(({ notice }) => notice));
    return new Set(notices.map(({ number }) => number));
  };
  const taken = await first.db.transaction().execute(async (transaction) => {
    await sql`insert into notices (federation, node, body)
      values (${manifest.id}, 'second', ${JSON.stringify(replaced)})`.execute(transaction);
    const notices = [{ node: 'second', notice: status }];
    await first.cluster.commit(lease!, { log: first.log, writes: [], receipts: [], notices });
    return hear(new Set());
  });
  expect(heard).toEqual([status]);
  await hear(taken);
  await second.cluster.heard(manifest.id, [...taken]);
  expect(heard).toEqual([status, replaced]);
  for (const { cluster, store } of [first, second]) {
    await cluster.close();
    await store.close();
  }
});
