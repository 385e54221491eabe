import type { DeviceKind, GoodbyeReason, Hash, ParticipantId, RefusalReason, Sequence } from '../src/protocol/index.ts';
import type { Head, Log, Status, Write } from './log/index.ts';
import type { Observer } from './observer.ts';
import type { ClientEvent, Command } from './room/index.ts';

/** What a gateway tells the coordinator of its clients. */
export type Report =
  | ClientEvent
  /** What computes on a client's device. */
  | { readonly type: 'device'; readonly participant: ParticipantId; readonly device: DeviceKind }
  /** The organiser's; `id` comes back with the result. */
  | { readonly type: 'command'; readonly id: string; readonly command: Command };

/** How many are here, and how far the open round is; null where none is open. */
export interface Attendance {
  readonly connected: number;
  readonly ready: number;
  readonly round: {
    readonly number: Sequence;
    readonly participants: number;
    readonly contributed: number;
    /** Milliseconds since 1970. */
    readonly deadline: number;
  } | null;
}

/** What the coordinator has gateways say. Those that name participants are for whoever of them is connected here. */
export type Notice =
  | {
      readonly type: 'open';
      readonly to: readonly ParticipantId[];
      readonly round: Sequence;
      readonly chain: Hash;
      /** Clients asked. */
      readonly participants: number;
      /** Milliseconds since 1970. */
      readonly deadline: number;
    }
  | { readonly type: 'ack'; readonly to: ParticipantId; readonly round: Sequence }
  | {
      readonly type: 'refuse';
      readonly to: ParticipantId;
      readonly round: Sequence;
      readonly reason: RefusalReason;
    }
  | { readonly type: 'dismissed'; readonly to: ParticipantId; readonly reason: GoodbyeReason }
  /** For everybody who is synced: the log has grown. */
  | { readonly type: 'entry'; readonly head: Head; readonly bytes: Uint8Array }
  | { readonly type: 'fingerprint'; readonly sequence: Sequence; readonly fingerprint: string }
  | { readonly type: 'attendance'; readonly attendance: Attendance }
  /** For everybody; archived: nobody stays. */
  | { readonly type: 'status'; readonly status: Status }
  /** For whoever gave the command; `words` say why it was not done. */
  | { readonly type: 'result'; readonly id: string; readonly ok: boolean; readonly words: string };

/** The way from a gateway to its federation's coordinator. Reports arrive in order. */
export interface Uplink {
  report(report: Report): void;
  /** Has the gateway take in what other nodes have appended; absent where there are none. */
  readonly refresh?: () => Promise<void>;
}

/** A report that waits in a database until what follows from it is committed. */
export type Receipt = string;

/**
 * The way from a coordinator to the log and to the gateways.
 *
 * - `commit` resolves when the writes are on disk, and only then are the notices given, in order. [C2]
 *   With the writes the reports of the receipts are done with: both, or neither.
 *   Calls are made one after another. Where it rejects, the writes may or may not be there, and the coordinator is to
 *   be given up: its room is ahead of the log.
 * - `tell` gives at once what rests on no write.
 */
export interface Downlink {
  commit(writes: readonly Write[], notices: readonly Notice[], receipts: readonly Receipt[]): Promise<void>;
  tell(notice: Notice): void;
}

/**
 * Joins a coordinator and the one gateway there is in one process: nothing is copied, and with a log in memory everything
 * resolves within microtasks.
 */
export class DirectLink implements Uplink, Downlink {
  readonly #log: Log;
  readonly #observer: Observer;
  #give: (notice: Notice) => void = () => {};
  #take: (report: Report) => void = () => {};

  constructor(log: Log, observer: Observer) {
    this.#log = log;
    this.#observer = observer;
  }

  join(gateway: { take(notice: Notice): void }, coordinator: { take(report: Report): void }): void {
    this.#give = (notice) => gateway.take(notice);
    this.#take = (report) => coordinator.take(report);
  }

  report(report: Report): void {
    this.#take(report);
  }

  async commit(writes: readonly Write[], notices: readonly Notice[]): Promise<void> {
    if (writes.length > 0) {
      const began = performance.now();
      await this.#log.commit(writes);
      this.#observer.committed((performance.now() - began) / 1000);
    }
    for (const notice of notices) this.#give(notice);
  }

  tell(notice: Notice): void {
    this.#give(notice);
  }
}
