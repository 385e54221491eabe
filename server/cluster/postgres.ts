import { type Kysely, type Transaction, sql } from 'kysely';
import { parseParticipantId } from '../../src/protocol/index.ts';
import type { Attendance, Receipt } from '../link.ts';
import { SqlLog, type Tables } from '../log/index.ts';
import {
  type Cluster,
  type Commit,
  FencedError,
  LEASE_LASTS,
  type Lease,
  type Letter,
  type Mail,
  NODE_GIVEN_UP,
  NODE_LASTS,
  type News,
  type Session,
  type SessionChange,
  type Topic,
} from './cluster.ts';
import { Listener } from './listener.ts';
import { readAttendance, readDevice, readNotice, writeAttendance, writeDevice, writeNotice } from './wire.ts';

const CHANNEL = 'dandelion';
const TOPICS: readonly Topic[] = ['mail', 'sessions', 'news', 'lease'];

/** Rows of one statement: PostgreSQL counts its parameters in 16 bits. */
const ROWS = 5000;

const milliseconds = (count: number) => sql`${count} * interval '1 millisecond'`;

/** Nodes on one PostgreSQL database, which holds what they share and whose clock they go by. */
export class PostgresCluster implements Cluster {
  readonly node: string;
  readonly #db: Kysely<Tables>;
  readonly #listener: Listener;
  /** Federations whose news this node has asked for. */
  readonly #served = new Set<string>();
  readonly #wakers = new Set<(federation: string, topic: Topic) => void>();
  /** Read once for each time it was written, since it speaks of the time that remains. */
  readonly #attendance = new Map<string, { readonly text: string; readonly attendance: Attendance }>();
  #beating: Promise<number> | null = null;
  #isClosed = false;

  /**
   * @param db of `openPostgres`; stays open
   * @param url of the same database, for a connection of its own
   * @param node another one for each process
   */
  constructor(db: Kysely<Tables>, url: string, node: string) {
    this.#db = db;
    this.node = node;
    const heard = (payload: string): void => {
      const [topic, federation] = payload.split(' ', 2);
      const known = TOPICS.find((name) => name === topic);
      if (known && federation !== undefined) for (const wake of this.#wakers) wake(federation, known);
    };
    const missed = (): void => {
      for (const wake of this.#wakers) {
        for (const federation of this.#served) for (const topic of TOPICS) wake(federation, topic);
      }
    };
    this.#listener = new Listener(url, CHANNEL, heard, missed);
  }

  beat(): Promise<number> {
    // One for all federations that want it in the same moment.
    this.#beating ??= this.#beat().finally(() => (this.#beating = null));
    return this.#beating;
  }

  async #beat(): Promise<number> {
    const { rows } = await sql<{ birth: string }>`
      insert into nodes (id, expires_at) values (${this.node}, clock_timestamp() + ${milliseconds(NODE_LASTS)})
      on conflict (id) do update set expires_at = excluded.expires_at returning birth`.execute(this.#db);
    const gone = await sql<{ id: string }>`
      delete from nodes where expires_at < clock_timestamp() - ${milliseconds(NODE_GIVEN_UP - NODE_LASTS)}
      returning id`.execute(this.#db);
    const ids = gone.rows.map(({ id }) => id);
    if (ids.length > 0) await this.#forget(ids);
    return Number(rows[0]?.birth);
  }

  async claim(federation: string): Promise<Lease | null> {
    this.#served.add(federation);
    // Looked at without a lock: a claim that locks the row to find it taken would hold its holder's commits up.
    const taken = await sql`
      select from leases
      where federation = ${federation} and holder <> ${this.node} and expires_at > clock_timestamp()`.execute(this.#db);
    if (taken.rows.length > 0) return null;
    const { rows } = await sql<{ fence: string }>`
      insert into leases (federation, holder, fence, expires_at)
      values (${federation}, ${this.node}, 1, clock_timestamp() + ${milliseconds(LEASE_LASTS)})
      on conflict (federation) do update
      set holder = excluded.holder, fence = leases.fence + 1,
          expires_at = clock_timestamp() + ${milliseconds(LEASE_LASTS)}
      where leases.expires_at <= clock_timestamp() or leases.holder = excluded.holder
      returning fence`.execute(this.#db);
    const [row] = rows;
    return row ? { federation, fence: Number(row.fence) } : null;
  }

  async renew(lease: Lease): Promise<void> {
    const { rows } = await sql`
      update leases set expires_at = clock_timestamp() + ${milliseconds(LEASE_LASTS)}
      where ${this.#isHeld(lease)} returning fence`.execute(this.#db);
    if (rows.length === 0) throw new FencedError(lease);
  }

  async release(lease: Lease): Promise<void> {
    const { federation } = lease;
    await this.#db.transaction().execute(async (transaction) => {
      await sql`update leases set expires_at = clock_timestamp() where ${this.#isHeld(lease)}`.execute(transaction);
      await notify(transaction, federation, ['lease']);
    });
  }

  async report(federation: string, changes: readonly SessionChange[], mail: readonly Mail[]): Promise<void> {
    await this.#db.transaction().execute(async (transaction) => {
      const begun = changes.filter((change) => change.type === 'begin').map(({ session }) => session);
      const changed = changes.filter((change) => change.type === 'change').map(({ session }) => session);
      const ended = changes.filter((change) => change.type === 'end');
      if (begun.length > 0) await this.#begin(transaction, federation, begun);
      if (changed.length > 0) {
        await sql`update sessions set synced = given.synced, ready = given.ready, device = given.device
          from unnest(${changed.map(({ participant }) => participant)}::text[],
            ${changed.map(({ connection }) => connection)}::bigint[], ${changed.map(({ synced }) => synced)}::boolean[],
            ${changed.map(({ ready }) => ready)}::boolean[], ${changed.map(({ device }) => writeDevice(device))}::text[])
            as given (participant, connection, synced, ready, device)
          where sessions.federation = ${federation} and sessions.node = ${this.node}
            and sessions.participant = given.participant
            and sessions.connection = given.connection`.execute(transaction);
      }
      if (ended.length > 0) {
        await sql`delete from sessions
          using unnest(${ended.map(({ participant }) => participant)}::text[],
            ${ended.map(({ connection }) => connection)}::bigint[]) as given (participant, connection)
          where sessions.federation = ${federation} and sessions.node = ${this.node}
            and sessions.participant = given.participant
            and sessions.connection <= given.connection`.execute(transaction);
      }
      for (let from = 0; from < mail.length; from += ROWS) {
        const page = mail.slice(from, from + ROWS);
        const rows = page.map(({ participant, bytes }) => ({ participant, bytes, federation, node: this.node }));
        await transaction.insertInto('mail').values(rows).execute();
      }
      const topics: Topic[] = [];
      if (begun.length > 0) topics.push('news');
      if (changes.length > 0) topics.push('sessions');
      if (mail.length > 0) topics.push('mail');
      await notify(transaction, federation, topics);
    });
  }

  async depart(federation: string): Promise<void> {
    await this.#db.transaction().execute(async (transaction) => {
      await sql`delete from sessions where federation = ${federation} and node = ${this.node}`.execute(transaction);
      await notify(transaction, federation, ['sessions']);
    });
  }

  async sessions(federation: string): Promise<Session[]> {
    const { rows } = await sql<Tables['sessions']>`
      select participant, node, connection, synced, ready, device from sessions join nodes on nodes.id = sessions.node
      where federation = ${federation} and nodes.expires_at > clock_timestamp()`.execute(this.#db);
    return rows.map(({ participant, node, connection, synced, ready, device }) => {
      const kind = readDevice(device);
      const place = { participant: parseParticipantId(participant), connection: Number(connection), node };
      return { ...place, synced, ready, ...(kind && { device: kind }) };
    });
  }

  async letters(federation: string, except: ReadonlySet<Receipt>, limit: number): Promise<Letter[]> {
    const rows = await this.#db
      .selectFrom('mail')
      .select(['id', 'node', 'participant', 'bytes'])
      .where('federation', '=', federation)
      .where(sql<boolean>`id <> all(${[...except]}::bigint[])`)
      .orderBy('id')
      .limit(limit)
      .execute();
    return rows.map(({ id, node, participant, bytes }) => ({
      receipt: String(id),
      participant: participant === null ? null : parseParticipantId(participant),
      bytes: new Uint8Array(bytes),
      node,
    }));
  }

  async commit(lease: Lease, { log, writes, receipts, notices }: Commit): Promise<void> {
    if (!(log instanceof SqlLog)) throw new Error('The log is not in the database that the nodes share.');
    const { federation } = lease;
    await this.#db.transaction().execute(async (transaction) => {
      // Held to the end: whoever claims the lease meanwhile waits for this commit, and whoever has claimed it ends it.
      const { rows } = await sql`select fence from leases where ${this.#isHeld(lease)} for update`.execute(transaction);
      if (rows.length === 0) throw new FencedError(lease);
      await log.commitWithin(transaction, writes);
      if (receipts.length > 0) await sql`delete from mail where id = any(${receipts}::bigint[])`.execute(transaction);
      const now = Date.now();
      if (notices.length > 0) {
        const nodes = notices.map(({ node }) => node);
        const bodies = notices.map(({ notice }) => writeNotice(notice, now));
        // A node that is given up meanwhile is so after this commit, and its notices go with it.
        await sql`insert into notices (federation, node, body)
          select ${federation}, nodes.id, given.body
          from unnest(${nodes}::text[], ${bodies}::text[]) with ordinality as given (node, body, place)
            join nodes on given.node is null or given.node = nodes.id
          order by place for key share of nodes`.execute(transaction);
      }
      if (writes.length > 0 || notices.length > 0) await notify(transaction, federation, ['news']);
    });
  }

  async attend(lease: Lease, attendance: Attendance): Promise<void> {
    // One statement: the commits of the same lease wait for it.
    const { rows } = await sql`
      with told as (
        update leases set attendance = ${writeAttendance(attendance, Date.now())}
        where ${this.#isHeld(lease)} returning fence)
      select pg_notify(${CHANNEL}, ${`news ${lease.federation}`}) from told`.execute(this.#db);
    if (rows.length === 0) throw new FencedError(lease);
  }

  async news(federation: string, except: ReadonlySet<number>): Promise<News> {
    this.#served.add(federation);
    const notices = await sql<{ id: string; body: string }>`
      select id, body from notices
      where node = ${this.node} and federation = ${federation} and id <> all(${[...except]}::bigint[])
      order by id`.execute(this.#db);
    const lease = await sql<{ attendance: string | null }>`
      select attendance from leases where federation = ${federation}`.execute(this.#db);
    const now = Date.now();
    return {
      notices: notices.rows.map(({ id, body }) => ({ number: Number(id), notice: readNotice(body, now) })),
      attendance: this.#read(federation, lease.rows[0]?.attendance ?? null),
    };
  }

  async heard(federation: string, numbers: readonly number[]): Promise<void> {
    await sql`delete from notices
      where node = ${this.node} and federation = ${federation} and id = any(${numbers}::bigint[])`.execute(this.#db);
  }

  async tell(federation: string, body: string): Promise<void> {
    // Of a node that is there: one that was given up tells it with its next beat.
    await sql`insert into rosters (federation, node, body)
      select ${federation}, id, ${body} from nodes where id = ${this.node} for key share
      on conflict (federation, node) do update set body = excluded.body`.execute(this.#db);
  }

  async told(federation: string): Promise<string[]> {
    const { rows } = await sql<{ body: string }>`
      select body from rosters where federation = ${federation} and node <> ${this.node}`.execute(this.#db);
    return rows.map(({ body }) => body);
  }

  listen(wake: (federation: string, topic: Topic) => void): () => void {
    this.#wakers.add(wake);
    return () => void this.#wakers.delete(wake);
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#listener.close();
    await sql`delete from nodes where id = ${this.node}`.execute(this.#db);
    await this.#forget([this.node]);
  }

  #isHeld({ federation, fence }: Lease) {
    return sql`federation = ${federation} and holder = ${this.node} and fence = ${fence}`;
  }

  #read(federation: string, text: string | null): Attendance | null {
    if (text === null) return null;
    const known = this.#attendance.get(federation);
    if (known?.text === text) return known.attendance;
    const attendance = readAttendance(text, Date.now());
    this.#attendance.set(federation, { text, attendance });
    return attendance;
  }

  /** Two nodes that begin a session of one participant wait for each other, so that one of them is told. */
  async #begin(
    transaction: Transaction<Tables>,
    federation: string,
    sessions: readonly Omit<Session, 'node'>[],
  ): Promise<void> {
    const participants = sessions.map(({ participant }) => participant);
    await sql`select pg_advisory_xact_lock(hashtextextended(${`dandelion sessions ${federation}`}, 0))`.execute(
      transaction,
    );
    await sql`insert into notices (federation, node, body)
      select federation, node, json_build_object('type', 'replaced', 'to', participant, 'connection', connection)::text
      from sessions join nodes on nodes.id = sessions.node
      where federation = ${federation} and participant = any(${participants}::text[]) and node <> ${this.node}
      for key share of nodes`.execute(transaction);
    await sql`insert into sessions (federation, participant, node, connection, synced, ready, device)
      select ${federation}, participant, ${this.node}, connection, synced, ready, device
      from unnest(${participants}::text[], ${sessions.map(({ connection }) => connection)}::bigint[],
        ${sessions.map(({ synced }) => synced)}::boolean[], ${sessions.map(({ ready }) => ready)}::boolean[],
        ${sessions.map(({ device }) => writeDevice(device))}::text[])
        as given (participant, connection, synced, ready, device)
      on conflict (federation, participant) do update set node = excluded.node, connection = excluded.connection,
        synced = excluded.synced, ready = excluded.ready, device = excluded.device`.execute(transaction);
  }

  async #forget(nodes: readonly string[]): Promise<void> {
    await sql`delete from sessions where node = any(${nodes}::text[])`.execute(this.#db);
    await sql`delete from notices where node = any(${nodes}::text[])`.execute(this.#db);
    await sql`delete from rosters where node = any(${nodes}::text[])`.execute(this.#db);
  }
}

/** Heard when, and only when, the transaction is committed. */
async function notify(transaction: Transaction<Tables>, federation: string, topics: readonly Topic[]): Promise<void> {
  for (const topic of topics) await sql`select pg_notify(${CHANNEL}, ${`${topic} ${federation}`})`.execute(transaction);
}
