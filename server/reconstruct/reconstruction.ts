import { setTimeout as wait } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { type Sequence, parseSequence } from '../../src/protocol/index.ts';
import type { Head, Log, SnapshotRecord, Write } from '../log/index.ts';
import type { ExportReport, ExportedModel, Order, Report, StateReport, Task } from './messages.ts';
import { removeSnapshotsBefore, snapshotFolder } from './snapshot-file.ts';
import { type SnapshotStore, openSnapshots } from '../snapshots/index.ts';

/** Snapshots kept: the newest, and the one before it for those who are reading it. [S4] */
const KEPT = 2;
/** Bytes of entries handed to the worker at a time. */
const PAGE_BYTES = 1 << 20;
const STOPPED = "The relay's copy of the model has stopped. Rebuild it from the log: npm run replay.";

/** Milliseconds until a log that is out of reach is asked again. */
const ASK_AGAIN = 1000;
/** Milliseconds between two files of the model, at least. [W7] */
const EXPORT_EVERY = 60_000;

/** The federation that is reconstructed. */
interface Source {
  readonly head: Head;
  readonly log: Log;
  /** Whether this node writes the snapshots: one of those that follow the log does. */
  readonly isCoordinator: boolean;
  /** Whether the log may be out of reach for a while, as a database on another machine may. */
  readonly mayBeAway: boolean;
  onEntry(listener: () => void): void;
  publish(sequence: Sequence, fingerprint: string): void;
  store(write: Write): Promise<void>;
}

export interface Watcher {
  warned(message: string): void;
  /** The reconstruction has stopped; rounds go on without fingerprints and new snapshots. */
  failed(error: unknown): void;
}

interface Exporting {
  readonly promise: Promise<ExportedModel>;
  readonly settle: (report: ExportReport) => void;
}

/** The model cannot be exported now; the message says why, for whoever asked. */
export class ExportError extends Error {
  override readonly name = 'ExportError';
}

/**
 * Follows a federation's log with a copy of its model in a worker thread, publishes the fingerprint of every state,
 * and writes snapshots. It only ever reads what is committed, so it may stop and start anywhere.
 */
export class Reconstruction {
  readonly #source: Source;
  readonly #watcher: Watcher;
  readonly #folder: string;
  readonly #snapshots: SnapshotStore;
  readonly #worker: Worker;
  /** The state that the worker has reported, -1 before it has loaded one; and the last entry that it was given. */
  #reached = -1;
  #given = -1;
  /** The report before this one was taken in: fingerprints are published in order. */
  #taken: Promise<void> = Promise.resolve();
  #isFeeding = false;
  #isStopped = false;
  readonly #exportEvery: number;
  /** The last file in the data directory, and the one that is being written. */
  #exported: ExportedModel | null = null;
  #exporting: Exporting | null = null;
  /** When the last file was written, or could not be. */
  #exportedAt = Number.NEGATIVE_INFINITY;
  /** Why the last one could not. */
  #failure = '';

  /** @param exportEvery milliseconds between two files of the model, at least */
  static async start(
    source: Source,
    task: Omit<Task, 'known'>,
    watcher: Watcher,
    exportEvery = EXPORT_EVERY,
  ): Promise<Reconstruction> {
    const known = (await source.log.snapshots()).filter(({ sequence }) => sequence <= source.head.sequence);
    return new Reconstruction(source, { ...task, known }, watcher, exportEvery);
  }

  private constructor(source: Source, task: Task, watcher: Watcher, exportEvery: number) {
    this.#source = source;
    this.#watcher = watcher;
    this.#exportEvery = exportEvery;
    this.#folder = snapshotFolder(task.manifest.id, task.epoch);
    this.#snapshots = openSnapshots(task.snapshots);
    this.#worker = new Worker(new URL('worker-start.mjs', import.meta.url), { workerData: task, execArgv: [] });
    this.#worker.on('message', (report: Report) => {
      if (report.type === 'export') this.#exporting?.settle(report);
      else this.#taken = this.#taken.then(() => this.#take(report)).catch((error: unknown) => this.#fail(error));
    });
    this.#worker.on('error', (error) => this.#fail(error));
    source.onEntry(() => this.#feed());
  }

  /** Entries that were appended and not replayed yet; null while the model is loaded. */
  get lag(): number | null {
    return this.#reached < 0 ? null : this.#source.head.sequence - this.#reached;
  }

  /** The file that `export` gives without writing one; null where it would. @throws ExportError as `export` */
  get exported(): ExportedModel | null {
    if (this.#isStopped) throw new ExportError(STOPPED);
    if (this.#reached < 0) throw new ExportError('The relay is still loading the model. Try again in a minute.');
    if (this.#exporting || !this.#exported) return null;
    // The worker may be ahead of its reports.
    const isNewest = this.#exported.sequence >= this.#reached;
    return isNewest || performance.now() - this.#exportedAt < this.#exportEvery ? this.#exported : null;
  }

  /**
   * The state that was rebuilt, as a safetensors file: the newest one, or where a file was written a moment ago that one.
   * One is written at a time, for all who ask meanwhile.
   * @throws ExportError while there is none
   */
  async export(): Promise<ExportedModel> {
    const { exported } = this;
    if (exported) return exported;
    if (!this.#exporting && performance.now() - this.#exportedAt < this.#exportEvery)
      throw new ExportError(this.#failure);
    this.#exporting ??= this.#order();
    const model = await this.#exporting.promise;
    // Nobody gets a state whose fingerprint turns out to contradict a published one.
    await this.#taken;
    if (this.#isStopped) throw new ExportError(STOPPED);
    return model;
  }

  #order(): Exporting {
    let settle: (report: ExportReport) => void = () => {};
    const promise = new Promise<ExportedModel>((resolve, reject) => {
      settle = (report) => {
        this.#exporting = null;
        this.#exportedAt = performance.now();
        if ('failure' in report) {
          this.#failure = `The model was not written: ${report.failure}`;
          return reject(new ExportError(this.#failure));
        }
        this.#exported = report.model;
        resolve(report.model);
      };
    });
    this.#worker.postMessage({ type: 'export' } satisfies Order);
    return { promise, settle };
  }

  /** Another node came to something else: nothing of this one is published any more. */
  refute(error: Error): void {
    this.#fail(error);
  }

  /** Safe to call twice. */
  async close(): Promise<void> {
    this.#stop();
    await this.#worker.terminate();
  }

  /** Whoever waits for a file hears that none will come. */
  #stop(): void {
    this.#isStopped = true;
    this.#exporting?.settle({ type: 'export', failure: STOPPED });
  }

  async #take(report: StateReport): Promise<void> {
    if (this.#isStopped) return;
    for (const warning of report.warnings) this.#watcher.warned(warning);
    const sequence = parseSequence(report.sequence);
    this.#reached = sequence;
    this.#given = Math.max(this.#given, sequence);
    const known = await this.#patiently((log) => log.fingerprint(sequence));
    if (known !== null && known !== report.fingerprint) {
      throw new Error(
        `State ${sequence} has the fingerprint ${report.fingerprint}, but ${known} was published for it: ` +
          'the log, the base weights or a snapshot in the data directory has been changed.',
      );
    }
    if (known === null) this.#source.publish(sequence, report.fingerprint);
    if (report.snapshot) await this.#record(report.snapshot);
    this.#feed();
  }

  async #record(snapshot: SnapshotRecord): Promise<void> {
    // Whoever decides what is in the log by now writes its own.
    if (!this.#source.isCoordinator) return;
    await this.#source.store({ type: 'snapshot', snapshot, keep: KEPT });
    const records = await this.#patiently((log) => log.snapshots());
    const oldest = records.at(-1);
    if (!oldest || this.#isStopped) return;
    await removeSnapshotsBefore(this.#snapshots, this.#folder, oldest.sequence).catch((error: unknown) => {
      this.#watcher.warned(`Old snapshots were not removed: ${String(error)}`);
    });
  }

  /** Gives the worker the next entries, once it has done with those that it has. */
  #feed(): void {
    const isIdle = this.#reached >= 0 && this.#reached === this.#given;
    if (this.#isStopped || this.#isFeeding || !isIdle || this.#given >= this.#source.head.sequence) return;
    this.#isFeeding = true;
    this.#patiently((log) => log.entries(parseSequence(this.#given + 1), PAGE_BYTES))
      .then((page) => {
        const isKept = this.#source.isCoordinator;
        for (const bytes of page) this.#worker.postMessage({ type: 'entry', bytes, isKept } satisfies Order);
        this.#given += page.length;
        this.#isFeeding = false;
      })
      .catch((error: unknown) => this.#fail(error));
  }

  /** A database that goes away and comes back stops nothing: whoever serves the federation says that it is away. */
  async #patiently<T>(ask: (log: Log) => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await ask(this.#source.log);
      } catch (error) {
        if (!this.#source.mayBeAway || this.#isStopped) throw error;
        await wait(ASK_AGAIN);
      }
    }
  }

  #fail(error: unknown): void {
    if (this.#isStopped) return;
    this.#stop();
    void this.#worker.terminate();
    this.#watcher.failed(error);
  }
}
