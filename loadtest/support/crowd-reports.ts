import type { Manifest } from '../../src/protocol/index.ts';

/** What the clients of one process do. Times in milliseconds. */
export interface CrowdSettings {
  /** Of the relays' nodes; clients take turns. All on loopback. */
  readonly urls: readonly string[];
  readonly manifest: Manifest;
  /** Number of the first client, and how many there are: identities are derived from the numbers. */
  readonly first: number;
  readonly clients: number;
  /** Clients that connect in a second at the beginning. */
  readonly ramp: number;
  /** A client thinks for at least and at most so long, uniformly drawn. */
  readonly think: readonly [least: number, most: number];
  /** Share of the contributions that are not sent. */
  readonly drop: number;
  /** Clients that leave in a minute, as a share of all; each is away for `absence` on the average. */
  readonly churn: number;
  readonly absence: number;
  /** Milliseconds until one that was thrown out tries again; null: as a page does, which is kind to the relay. */
  readonly returnAfter: number | null;
  /** Whether clients say READY at once, or when all of the test's have come: then none has to catch up first. */
  readonly ready: 'at once' | 'together';
  /** Milliseconds between two reports. */
  readonly reportEvery: number;
}

/** One closed round as the clients of one process saw it. Times by the machine's steady clock, in milliseconds. */
export interface RoundReport {
  readonly type: 'round';
  readonly round: number;
  /** Whose contributions are in its entry: of everybody, and of this process's clients. */
  readonly participants: number;
  /** When the last contribution in the entry was handed to its socket; null: none of this process's. */
  readonly lastSent: number | null;
  /** When the round's OPEN, and its entry, had come to each client that was there. */
  readonly opened: Float64Array;
  readonly received: Float64Array;
  /** Its deadline was put off, or was over before it closed. */
  readonly extended: boolean;
}

/** Counts since the beginning. */
export interface Counts {
  connected: number;
  synced: number;
  sent: number;
  dropped: number;
  acked: number;
  refused: Record<string, number>;
  /** Connections that ended without the client's doing, by reason. */
  ended: Record<string, number>;
  left: number;
}

export interface ProgressReport {
  readonly type: 'progress';
  readonly counts: Counts;
  /** The last entry that every client has, that any client has, and the last round that one was acknowledged in. */
  readonly behindAll: number;
  readonly head: number;
  readonly lastAcked: number;
  /** Things that must not happen, in words: an entry out of order, two entries of one number. The first hundred. */
  readonly faults: readonly string[];
  /** Of each client that was thrown out and is synced again since the last report: how long that took. */
  readonly returned: Float64Array;
}

/** At the end. */
export interface LedgerReport {
  readonly type: 'ledger';
  /** Each acknowledgement as two numbers: client, round. */
  readonly acks: Uint32Array;
  /** By client, from the first: the last entry that it has. */
  readonly positions: Uint32Array;
  /** Milliseconds by which this process's timers were late: percentile 99. */
  readonly late: number;
}

export type CrowdReport = RoundReport | ProgressReport | LedgerReport;
