import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Federation } from './federation.ts';
import type { Logger } from 'pino';
import type { Observer } from './observer.ts';

/** Seconds: from a commit on a fast disk to a round of a day. */
const SHORT = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5];
const LONG = [1, 5, 15, 60, 300, 1800, 7200, 86_400];

const STATES = ['running', 'paused', 'stopped', 'archived'] as const;

/** The relay's figures, by federation; nothing in them can be traced to a participant. */
export class Metrics {
  readonly registry = new Registry();
  readonly #clients = this.#gauge('dandelion_clients', 'Clients in the room.');
  readonly #lag = this.#gauge('dandelion_reconstruction_lag_entries', 'Entries that the reconstruction has to replay.');
  readonly #acked = this.#counter('dandelion_contributions_acknowledged_total', 'Contributions acknowledged.');
  readonly #refused = new Counter({
    name: 'dandelion_contributions_refused_total',
    help: 'Contributions refused, by reason.',
    labelNames: ['federation', 'reason'],
    registers: [this.registry],
  });
  readonly #rounds = this.#counter('dandelion_rounds_closed_total', 'Rounds closed.');
  readonly #late = this.#counter('dandelion_contributions_late_total', 'Contributions taken after their round.');
  readonly #extended = this.#counter('dandelion_rounds_extended_total', 'Rounds that went on without quorum.');
  readonly #rollbacks = this.#counter('dandelion_rollbacks_total', 'Rollbacks appended.');
  readonly #state = new Gauge({
    name: 'dandelion_state',
    help: 'The state that the federation is in: 1, the others 0.',
    labelNames: ['federation', 'state'],
    registers: [this.registry],
  });
  readonly #bytes = this.#counter('dandelion_entry_bytes_total', 'Bytes of entries appended.');
  readonly #roundSeconds = this.#histogram(
    'dandelion_round_seconds',
    'From the opening of a round to its entry.',
    LONG,
  );
  readonly #ackSeconds = this.#histogram('dandelion_ack_seconds', 'From a contribution to its ACK.', SHORT);
  readonly #commitSeconds = this.#histogram('dandelion_commit_seconds', 'Commits of the log.', SHORT);

  readonly #lookedUp: (() => void)[] = [];

  /** @param sockets counts the open connections */
  constructor(sockets: () => number) {
    const help = 'Open WebSocket connections.';
    const gauge = new Gauge({ name: 'dandelion_sockets', help, registers: [this.registry] });
    this.#lookedUp.push(() => gauge.set(sockets()));
  }

  /** An observer that counts and logs one federation. */
  observer(federation: string, logger: Logger, failed: (error: unknown) => void): Observer {
    const labels = { federation };
    return {
      acked: (seconds) => {
        this.#acked.inc(labels);
        this.#ackSeconds.observe(labels, seconds);
      },
      refused: (reason) => {
        this.#refused.inc({ federation, reason });
        logger.info({ reason }, 'contribution refused');
      },
      closed: (round) => {
        this.#rounds.inc(labels);
        this.#bytes.inc(labels, round.bytes);
        this.#roundSeconds.observe(labels, round.seconds);
        logger.info(round, 'round closed');
      },
      appended: (entry) => {
        this.#bytes.inc(labels, entry.bytes);
        if (entry.late === 0) this.#rollbacks.inc(labels);
        logger.info(entry, entry.late === 0 ? 'rolled back' : 'latecomers appended');
      },
      late: () => this.#late.inc(labels),
      extended: () => {
        this.#extended.inc(labels);
        logger.info('round extended');
      },
      status: ({ state, cause }) => logger.info({ state, cause }, 'status'),
      committed: (seconds) => this.#commitSeconds.observe(labels, seconds),
      failed,
    };
  }

  /** Figures of a federation that are looked up when they are asked for. */
  watch(federation: Federation, lag: () => number | null): void {
    const labels = { federation: federation.manifest.id };
    this.#lookedUp.push(() => {
      this.#clients.set(labels, federation.attendance.connected);
      for (const state of STATES) this.#state.set({ ...labels, state }, federation.status.state === state ? 1 : 0);
      const entries = lag();
      if (entries !== null) this.#lag.set(labels, entries);
    });
  }
  async text(): Promise<string> {
    for (const look of this.#lookedUp) look();
    return this.registry.metrics();
  }

  #gauge(name: string, help: string) {
    return new Gauge({ name, help, labelNames: ['federation'], registers: [this.registry] });
  }
  #counter(name: string, help: string) {
    return new Counter({ name, help, labelNames: ['federation'], registers: [this.registry] });
  }
  #histogram(name: string, help: string, buckets: number[]) {
    return new Histogram({ name, help, buckets, labelNames: ['federation'], registers: [this.registry] });
  }
}
