import type { Example } from '../data/index.ts';
import type { Manifest } from '../protocol/index.ts';
import type { DryRunEvent } from './dry-run.ts';

/** What the page tells the worker of a dry run. The texts go from the page's memory to the worker's, and no further. */
export interface DryRunOptions {
  /** Origin of the relay. */
  readonly relay: string;
  readonly manifest: Manifest;
  readonly examples: readonly Example[];
}

/** The worker's face to the page, through comlink. `events` is called in order. */
export interface DryRunWorker {
  /** Settles when the run is over, was stopped, or a problem was reported. */
  run(options: DryRunOptions, events: (event: DryRunEvent) => void): Promise<void>;
  /** After the batch under way. */
  stop(): Promise<void>;
}
