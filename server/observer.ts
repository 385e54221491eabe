import type { RefusalReason } from '../src/protocol/index.ts';
import type { Status } from './log/index.ts';

/** What a federation tells those who watch over it: durations in seconds, and never contents. */
export interface Observer {
  acked(seconds: number): void;
  refused(reason: RefusalReason): void;
  closed(round: { number: number; seconds: number; participants: number; late: number; bytes: number }): void;
  /** An entry that closes no round: a rollback, or latecomers alone. */
  appended(entry: { number: number; late: number; bytes: number }): void;
  /** A contribution to a closed round was taken. */
  late(): void;
  /** A round without quorum goes on. */
  extended(): void;
  status(status: Status): void;
  committed(seconds: number): void;
  /** A lasting fault: this federation has stopped. */
  failed(error: unknown): void;
}

/** Watches nothing, but lets faults through. */
export const silentObserver: Observer = {
  acked() {},
  refused() {},
  closed() {},
  appended() {},
  late() {},
  extended() {},
  status() {},
  committed() {},
  failed(error) {
    throw error;
  },
};
