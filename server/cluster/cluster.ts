import type { DeviceKind, ParticipantId } from '../../src/protocol/index.ts';
import type { Attendance, Notice, Receipt } from '../link.ts';
import type { Log, Write } from '../log/index.ts';

/** A client as its node has written it down. */
export interface Session {
  readonly participant: ParticipantId;
  readonly node: string;
  /** Counts up with each HELLO on that node. */
  readonly connection: number;
  readonly synced: boolean;
  readonly ready: boolean;
  /** Where the client has said. */
  readonly device?: DeviceKind;
}

/** What a node changes among the sessions of its own. */
export type SessionChange =
  /** A HELLO: takes the place of any other session of the participant, on whatever node, whose client is dismissed. */
  | { readonly type: 'begin'; readonly session: Omit<Session, 'node'> }
  /** Nothing, where the participant's session is another one by now. */
  | { readonly type: 'change'; readonly session: Omit<Session, 'node'> }
  /** Of this connection, or an earlier one on this node. */
  | { readonly type: 'end'; readonly participant: ParticipantId; readonly connection: number };

/** A client's own words on their way to the coordinator: a frame of the protocol. Of no participant: a command. */
export interface Mail {
  readonly participant: ParticipantId | null;
  readonly bytes: Uint8Array;
}

/** Mail that waits for a coordinator. */
export interface Letter extends Mail {
  readonly receipt: Receipt;
  /** Where the answer goes. */
  readonly node: string;
}

/** The right to close a federation's rounds, until somebody else has a higher fence. */
export interface Lease {
  readonly federation: string;
  readonly fence: number;
}

/** What is said on a node: to clients of it that the notice names, or to a client that went to another node. */
export type NodeNotice =
  | Extract<Notice, { type: 'open' | 'ack' | 'refuse' | 'status' | 'result' }>
  | { readonly type: 'replaced'; readonly to: ParticipantId; readonly connection: number };

/** What a coordinator commits. All of it, or nothing. */
export interface Commit {
  readonly log: Log;
  readonly writes: readonly Write[];
  /** Of letters that are done with: a letter is taken once. */
  readonly receipts: readonly Receipt[];
  /** Node null: every node that has not been given up. */
  readonly notices: readonly { readonly node: string | null; readonly notice: NodeNotice }[];
}

/** What a gateway has to take in: see `Cluster.news`. */
export interface News {
  /** Each with its number. Those of one coordinator's commits come in the order of the commits. */
  readonly notices: readonly { readonly number: number; readonly notice: NodeNotice }[];
  readonly attendance: Attendance | null;
}

/** What has changed in a federation: `mail` and `sessions` for its coordinator, `news` for every gateway, or its lease. */
export type Topic = 'mail' | 'sessions' | 'news' | 'lease';

/**
 * One node's view of what the nodes of a relay share. The database is the truth: whatever its answer is lost on the way
 * may have happened, and every method may reject because the database cannot be reached.
 *
 * - Time is the database's, in which nodes and leases expire; nobody compares the clocks of two nodes.
 * - A node lives while it beats. The sessions of a node that has stopped are not among `sessions`, and are there again
 *   if it goes on soon; once it was given up, `beat` shows it, and its clients must connect again.
 * - One node at a time has the lease of a federation. Whoever claims it gets a higher fence than all before.
 *   `commit`, `attend` and `renew` of any lower fence are a FencedError and change nothing, at whatever moment the other
 *   claim comes: each holds the lease's row until its end.
 * - Letters stay until a commit names their receipts; then they are gone together with what it wrote.
 *   The letters of one node come in the order in which it sent them.
 * - Notices stay until `heard`, or until their node is gone. Each is known by its number, which says nothing about what
 *   else there is: what other nodes say may get a number before a commit does, and be there after it.
 * - `wake` is a hint that may be late, doubled or lost: whoever relies on it also looks once a second.
 */
export interface Cluster {
  /** Another one for each process. */
  readonly node: string;
  /** Keeps the node alive. @returns another number than before where it had been given up: its sessions are gone */
  beat(): Promise<number>;
  /** @returns null while another node has it; a node that had it already gets it anew */
  claim(federation: string): Promise<Lease | null>;
  /** @throws FencedError */
  renew(lease: Lease): Promise<void>;
  /** Lets others have it at once. Where it is not ours any more, nothing happens. */
  release(lease: Lease): Promise<void>;
  /** All of it, in order, or nothing. */
  report(federation: string, changes: readonly SessionChange[], mail: readonly Mail[]): Promise<void>;
  /** Ends all sessions of this node. */
  depart(federation: string): Promise<void>;
  /** Of living nodes. */
  sessions(federation: string): Promise<Session[]>;
  /** @param except those that the coordinator has in hand */
  letters(federation: string, except: ReadonlySet<Receipt>, limit: number): Promise<Letter[]>;
  /** @throws FencedError; LogError, where a write contradicts the log */
  commit(lease: Lease, commit: Commit): Promise<void>;
  /** Tells all nodes. @throws FencedError */
  attend(lease: Lease, attendance: Attendance): Promise<void>;
  /** @param except numbers of notices that were taken in */
  news(federation: string, except: ReadonlySet<number>): Promise<News>;
  /** Notices with these numbers are not needed any more. */
  heard(federation: string, numbers: readonly number[]): Promise<void>;
  /** What this node tells the others of its clients takes the place of what it told before. */
  tell(federation: string, body: string): Promise<void>;
  /** What the other nodes have told, of those that are not given up. */
  told(federation: string): Promise<string[]>;
  /** @returns stops it */
  listen(wake: (federation: string, topic: Topic) => void): () => void;
  /** The node goes for good. Safe to call twice. */
  close(): Promise<void>;
}

/** Milliseconds, by the database's clock. */
export const LEASE_LASTS = 5000;
export const NODE_LASTS = 10_000;
/** A node that is silent for so long is given up. */
export const NODE_GIVEN_UP = 60_000;

/** Another node has taken the federation over. */
export class FencedError extends Error {
  override readonly name = 'FencedError';

  constructor({ federation, fence }: Lease) {
    super(`Another node has taken federation "${federation}" over: fence ${fence} is not the newest any more.`);
  }
}
