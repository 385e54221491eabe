import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import type { CrowdOrder } from './crowd-child.ts';
import type { Counts, CrowdReport, CrowdSettings, LedgerReport, ProgressReport, RoundReport } from './crowd-reports.ts';
import { Crowd, requireLoopback } from './crowd.ts';
import { identityOf } from './identity.ts';

/** Clients that one process can play without being late itself. */
const CLIENTS_PER_PROCESS = 2500;

/** A round as all clients saw it. */
export type SeenRound = Omit<RoundReport, 'type'>;

/** An acknowledgement, to be found in the log. */
export interface Ack {
  readonly participant: string;
  readonly round: number;
}

interface Driver {
  send(order: CrowdOrder): void;
  end(): void;
  progress: ProgressReport | null;
  ledger: LedgerReport | null;
}

/** All clients of a test, in as many processes as they need; in this one where they are few. */
export class Fleet {
  readonly rounds = new Map<number, SeenRound>();
  /** Milliseconds from each client's being thrown out until it was synced again. */
  readonly returned: number[] = [];
  readonly settings: CrowdSettings;
  readonly #drivers: readonly Driver[];
  readonly #watchers = new Set<() => void>();
  #failure: Error | null = null;

  /** @param processes 0: this one */
  constructor(settings: CrowdSettings, processes = Math.ceil(settings.clients / CLIENTS_PER_PROCESS)) {
    for (const url of settings.urls) requireLoopback(url);
    this.settings = settings;
    const count = Math.max(1, processes);
    this.#drivers = Array.from({ length: count }, (_, i) => {
      const first = settings.first + Math.floor((settings.clients * i) / count);
      const next = settings.first + Math.floor((settings.clients * (i + 1)) / count);
      const share = { ...settings, first, clients: next - first, ramp: settings.ramp / count, churn: settings.churn };
      const driver = processes === 0 ? this.#here() : this.#fork();
      driver.send({ type: 'start', settings: share });
      return driver;
    });
  }

  /** Counts over all processes. */
  get counts(): Counts {
    const sum: Counts = { connected: 0, synced: 0, sent: 0, dropped: 0, acked: 0, refused: {}, ended: {}, left: 0 };
    for (const { progress } of this.#drivers) {
      if (!progress) continue;
      const { refused, ended, ...numbers } = progress.counts;
      for (const key of ['connected', 'synced', 'sent', 'dropped', 'acked', 'left'] as const) sum[key] += numbers[key];
      for (const [reason, count] of Object.entries(refused)) sum.refused[reason] = (sum.refused[reason] ?? 0) + count;
      for (const [reason, count] of Object.entries(ended)) sum.ended[reason] = (sum.ended[reason] ?? 0) + count;
    }
    return sum;
  }

  /** The last entry that every client has. */
  get behindAll(): number {
    return Math.min(...this.#drivers.map(({ progress }) => progress?.behindAll ?? 0));
  }

  /** The last entry that any client has. */
  get head(): number {
    return Math.max(...this.#drivers.map(({ progress }) => progress?.head ?? 0));
  }

  /** Whether somebody's contribution was acknowledged in a round that no entry has come of. */
  get hasOpenAck(): boolean {
    return Math.max(...this.#drivers.map(({ progress }) => progress?.lastAcked ?? 0)) > this.head;
  }

  get faults(): string[] {
    return this.#drivers.flatMap(({ progress }) => progress?.faults ?? []);
  }

  /** Settles with true once it holds, with false after so many milliseconds or when the signal comes. */
  until(holds: () => boolean, milliseconds: number, signal?: AbortSignal): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        clearTimeout(timer);
        this.#watchers.delete(look);
        signal?.removeEventListener('abort', giveUp);
      };
      const giveUp = (): void => {
        settle();
        resolve(false);
      };
      const look = (): void => {
        if (this.#failure) {
          settle();
          reject(this.#failure);
        } else if (holds()) {
          settle();
          resolve(true);
        }
      };
      const timer = setTimeout(giveUp, milliseconds);
      signal?.addEventListener('abort', giveUp);
      this.#watchers.add(look);
      if (signal?.aborted) giveUp();
      else look();
    });
  }

  /** Everybody says READY. */
  makeReady(): void {
    for (const driver of this.#drivers) driver.send({ type: 'ready' });
  }

  /** Everybody leaves. @returns what was acknowledged to whom, the last entries, and how late timers were */
  async stop(): Promise<{ acks: Ack[]; positions: number[]; late: number }> {
    for (const driver of this.#drivers) driver.send({ type: 'stop' });
    const isComplete = await this.until(() => this.#drivers.every(({ ledger }) => ledger), 30_000);
    for (const driver of this.#drivers) driver.end();
    if (!isComplete) throw new Error('A driver of clients did not end.');
    const ledgers = this.#drivers.flatMap(({ ledger }) => ledger ?? []);
    const names = new Map<number, string>();
    const acks: Ack[] = [];
    for (const ledger of ledgers) {
      for (let i = 0; i < ledger.acks.length; i += 2) {
        const client = ledger.acks[i]!;
        const participant = names.get(client) ?? identityOf(client).participant;
        names.set(client, participant);
        acks.push({ participant, round: ledger.acks[i + 1]! });
      }
    }
    const positions = ledgers.flatMap((ledger) => [...ledger.positions]);
    return { acks, positions, late: Math.max(...ledgers.map(({ late }) => late)) };
  }

  /** Ends all processes at once, whatever they are at. */
  end(): void {
    for (const driver of this.#drivers) driver.end();
  }

  #here(): Driver {
    let crowd: Crowd | null = null;
    const driver: Driver = {
      send: (order) => {
        if (order.type === 'stop') return crowd?.stop();
        if (order.type === 'ready') return crowd?.makeReady();
        crowd = new Crowd(order.settings, (report) => this.#take(driver, report));
        void crowd.run();
      },
      end: () => crowd?.stop(),
      progress: null,
      ledger: null,
    };
    return driver;
  }

  #fork(): Driver {
    const child: ChildProcess = fork(path.join(import.meta.dirname, 'crowd-child.ts'), [], {
      execArgv: ['--import', 'tsx'],
      serialization: 'advanced',
    });
    const driver: Driver = {
      send: (order) => child.send(order, () => {}),
      end: () => child.kill('SIGKILL'),
      progress: null,
      ledger: null,
    };
    child.on('message', (report: CrowdReport) => this.#take(driver, report));
    child.on('exit', (code) => {
      if (driver.ledger) return;
      this.#failure = new Error(`A driver of clients ended with ${code}.`);
      this.#wake();
    });
    return driver;
  }

  #take(driver: Driver, report: CrowdReport): void {
    if (report.type === 'progress') {
      driver.progress = report;
      for (const milliseconds of report.returned) this.returned.push(milliseconds);
    } else if (report.type === 'ledger') driver.ledger = report;
    else this.#merge(report);
    this.#wake();
  }

  #merge({ round, participants, lastSent, opened, received, extended }: RoundReport): void {
    const seen = this.rounds.get(round);
    this.rounds.set(round, {
      round,
      participants,
      lastSent: lastSent === null ? (seen?.lastSent ?? null) : Math.max(lastSent, seen?.lastSent ?? 0),
      opened: seen ? joined(seen.opened, opened) : opened,
      received: seen ? joined(seen.received, received) : received,
      extended: extended || (seen?.extended ?? false),
    });
  }

  #wake(): void {
    for (const watcher of this.#watchers) watcher();
  }
}

function joined(a: Float64Array, b: Float64Array): Float64Array {
  const both = new Float64Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
