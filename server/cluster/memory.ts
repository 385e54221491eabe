import type { ParticipantId } from '../../src/protocol/index.ts';
import type { Attendance, Receipt } from '../link.ts';
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
  type NodeNotice,
  type Session,
  type SessionChange,
  type Topic,
} from './cluster.ts';

/** The database did not answer; what was asked of it may have happened. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
}

interface HeldLease {
  holder: string;
  fence: number;
  expiresAt: number;
  attendance: Attendance | null;
}

interface Shared {
  readonly nodes: Map<string, { expiresAt: number; readonly birth: number }>;
  readonly leases: Map<string, HeldLease>;
  readonly sessions: Map<string, Map<ParticipantId, Session>>;
  letters: (Letter & { readonly federation: string })[];
  notices: {
    readonly federation: string;
    readonly node: string;
    readonly number: number;
    readonly notice: NodeNotice;
  }[];
  /** By node and federation. */
  readonly rosters: Map<string, { readonly node: string; readonly federation: string; readonly body: string }>;
  readonly listeners: Map<string, Set<(federation: string, topic: Topic) => void>>;
  drawn: number;
}

/** A database in memory that several nodes share, with a clock and troubles of its own: for tests and the simulator. */
export class MemoryDatabase {
  readonly now: () => number;
  /** Nodes that cannot reach it. */
  readonly unreachable = new Set<string>();
  /** Nodes whose next commit happens, but whose answer is lost. */
  readonly answersLost = new Set<string>();
  /** Nodes that are not woken. */
  readonly deaf = new Set<string>();
  readonly shared: Shared = {
    nodes: new Map(),
    leases: new Map(),
    sessions: new Map(),
    letters: [],
    notices: [],
    rosters: new Map(),
    listeners: new Map(),
    drawn: 0,
  };

  /** @param now milliseconds; only ever grows */
  constructor(now: () => number) {
    this.now = now;
  }

  wake(federation: string, topic: Topic): void {
    for (const [node, listeners] of this.shared.listeners) {
      if (this.deaf.has(node) || this.unreachable.has(node)) continue;
      for (const listener of listeners) queueMicrotask(() => listeners.has(listener) && listener(federation, topic));
    }
  }
}

/** A node on a database in memory: everything resolves within microtasks. */
export class MemoryCluster implements Cluster {
  readonly node: string;
  readonly #database: MemoryDatabase;

  constructor(database: MemoryDatabase, node: string) {
    this.#database = database;
    this.node = node;
  }

  async beat(): Promise<number> {
    const shared = this.#shared();
    const { nodes } = shared;
    const now = this.#database.now();
    for (const [node, { expiresAt }] of nodes) {
      if (node === this.node || expiresAt + NODE_GIVEN_UP - NODE_LASTS > now) continue;
      this.#forget(shared, node);
    }
    const birth = nodes.get(this.node)?.birth ?? ++shared.drawn;
    nodes.set(this.node, { expiresAt: now + NODE_LASTS, birth });
    return birth;
  }

  async claim(federation: string): Promise<Lease | null> {
    const { leases } = this.#shared();
    const now = this.#database.now();
    const held = leases.get(federation);
    if (held && held.holder !== this.node && held.expiresAt > now) return null;
    const fence = (held?.fence ?? 0) + 1;
    const attendance = held?.attendance ?? null;
    leases.set(federation, { holder: this.node, fence, expiresAt: now + LEASE_LASTS, attendance });
    return { federation, fence };
  }

  async renew(lease: Lease): Promise<void> {
    this.#held(lease).expiresAt = this.#database.now() + LEASE_LASTS;
  }

  async release({ federation, fence }: Lease): Promise<void> {
    const held = this.#shared().leases.get(federation);
    if (held?.holder !== this.node || held.fence !== fence) return;
    held.expiresAt = this.#database.now();
    this.#database.wake(federation, 'lease');
  }

  async report(federation: string, changes: readonly SessionChange[], mail: readonly Mail[]): Promise<void> {
    const shared = this.#shared();
    const { node } = this;
    const sessions = shared.sessions.get(federation) ?? new Map<ParticipantId, Session>();
    shared.sessions.set(federation, sessions);
    for (const change of changes) {
      const participant = change.type === 'end' ? change.participant : change.session.participant;
      const connection = change.type === 'end' ? change.connection : change.session.connection;
      const before = sessions.get(participant);
      const isOurs = before?.node === node && before.connection === connection;
      if (change.type === 'begin' && before && before.node !== node && shared.nodes.has(before.node)) {
        const notice = { type: 'replaced', to: participant, connection: before.connection } as const;
        shared.notices.push({ federation, node: before.node, number: ++shared.drawn, notice });
      }
      if (change.type === 'end') {
        if (before?.node === node && before.connection <= connection) sessions.delete(participant);
      } else if (change.type === 'begin' || isOurs) sessions.set(participant, { ...change.session, node });
    }
    for (const { participant, bytes } of mail) {
      shared.letters.push({ federation, node, participant, bytes, receipt: String(++shared.drawn) });
    }
    if (changes.some(({ type }) => type === 'begin')) this.#database.wake(federation, 'news');
    if (changes.length > 0) this.#database.wake(federation, 'sessions');
    if (mail.length > 0) this.#database.wake(federation, 'mail');
  }

  async depart(federation: string): Promise<void> {
    const sessions = this.#shared().sessions.get(federation);
    for (const [participant, { node }] of sessions ?? []) if (node === this.node) sessions?.delete(participant);
    this.#database.wake(federation, 'sessions');
  }

  async sessions(federation: string): Promise<Session[]> {
    const { sessions, nodes } = this.#shared();
    const now = this.#database.now();
    return [...(sessions.get(federation)?.values() ?? [])].filter(
      ({ node }) => (nodes.get(node)?.expiresAt ?? 0) > now,
    );
  }

  async letters(federation: string, except: ReadonlySet<Receipt>, limit: number): Promise<Letter[]> {
    return this.#shared()
      .letters.filter((letter) => letter.federation === federation && !except.has(letter.receipt))
      .slice(0, limit);
  }

  async commit(lease: Lease, { log, writes, receipts, notices }: Commit): Promise<void> {
    const shared = this.#shared();
    this.#held(lease);
    const { federation } = lease;
    // A log in memory takes the writes in before its `commit` returns: nobody else's come between check and writes.
    await log.commit(writes);
    const done = new Set(receipts);
    shared.letters = shared.letters.filter(({ receipt }) => !done.has(receipt));
    for (const { node: to, notice } of notices) {
      const nodes = [...shared.nodes.keys()].filter((node) => to === null || to === node);
      for (const node of nodes) shared.notices.push({ federation, node, number: ++shared.drawn, notice });
    }
    if (writes.length > 0 || notices.length > 0) this.#database.wake(federation, 'news');
    if (this.#database.answersLost.delete(this.node)) throw new UnreachableError('The answer to a commit was lost.');
  }

  async attend(lease: Lease, attendance: Attendance): Promise<void> {
    this.#held(lease).attendance = attendance;
    this.#database.wake(lease.federation, 'news');
  }

  async news(federation: string, except: ReadonlySet<number>): Promise<News> {
    const { notices, leases } = this.#shared();
    const ours = notices.filter(
      (notice) => notice.federation === federation && notice.node === this.node && !except.has(notice.number),
    );
    return { notices: ours, attendance: leases.get(federation)?.attendance ?? null };
  }

  async heard(federation: string, numbers: readonly number[]): Promise<void> {
    const shared = this.#shared();
    const done = new Set(numbers);
    shared.notices = shared.notices.filter(
      (notice) => notice.federation !== federation || notice.node !== this.node || !done.has(notice.number),
    );
  }

  async tell(federation: string, body: string): Promise<void> {
    const { nodes, rosters } = this.#shared();
    const { node } = this;
    if (nodes.has(node)) rosters.set(`${node} ${federation}`, { node, federation, body });
  }

  async told(federation: string): Promise<string[]> {
    const rosters = [...this.#shared().rosters.values()];
    return rosters.filter((one) => one.federation === federation && one.node !== this.node).map(({ body }) => body);
  }

  listen(wake: (federation: string, topic: Topic) => void): () => void {
    const { listeners } = this.#database.shared;
    const ours = listeners.get(this.node) ?? new Set();
    listeners.set(this.node, ours.add(wake));
    return () => void ours.delete(wake);
  }

  async close(): Promise<void> {
    const shared = this.#shared();
    shared.listeners.delete(this.node);
    this.#forget(shared, this.node);
  }

  #forget(shared: Shared, node: string): void {
    shared.nodes.delete(node);
    for (const those of shared.sessions.values()) {
      for (const [participant, session] of those) if (session.node === node) those.delete(participant);
    }
    shared.notices = shared.notices.filter((notice) => notice.node !== node);
    for (const [key, roster] of shared.rosters) if (roster.node === node) shared.rosters.delete(key);
  }

  #shared(): Shared {
    if (this.#database.unreachable.has(this.node)) throw new UnreachableError('The database cannot be reached.');
    return this.#database.shared;
  }

  #held(lease: Lease): HeldLease {
    const held = this.#shared().leases.get(lease.federation);
    if (held?.holder !== this.node || held.fence !== lease.fence) throw new FencedError(lease);
    return held;
  }
}
