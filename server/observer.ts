import type { RefusalReason } from '../src/protocol/index.ts';

/** What a federation tells those who watch over it: durations in seconds, and never contents. */
export interface Observer {
  acked(seconds: number): void;
  refused(reason: RefusalReason): void;
  closed(round: { number: number; seconds: number; participants: number; bytes: number }): void;
  committed(seconds: number): void;
  /** A lasting fault: this federation has stopped. */
  failed(error: unknown): void;
}

/** Watches nothing, but lets faults through. */
export const silentObserver: Observer = {
  acked() {},
  refused() {},
  closed() {},
  committed() {},
  failed(error) {
    throw error;
  },
};
