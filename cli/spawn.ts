import { forkVolunteer } from '../server/index.ts';
import type { TrainEvent } from '../src/train/index.ts';

/** A headless volunteer in a process of its own. */
export interface SpawnedVolunteer {
  readonly name: string;
  /** Asks it to leave; settles when its process has ended. Safe to call twice. */
  leave(): Promise<void>;
  /** Settles with the exit code when the process has ended, for whatever reason. */
  readonly ended: Promise<number | null>;
}

export interface SpawnOptions {
  readonly name: string;
  readonly relay: string;
  readonly federation: string;
  /** `sample:NAME`, `sample:NAME:PART/PARTS` or a file. */
  readonly data: string;
  readonly seed?: number;
  readonly threads?: number;
  /** Seconds between two evaluations. */
  readonly evaluate?: number;
  readonly onEvent?: (event: TrainEvent) => void;
}

/** Milliseconds for a volunteer to finish its step and say goodbye. */
const PATIENCE = 10_000;

/** Starts `volunteer.ts` with a channel for its events. It ends with this process, however that ends. */
export function spawnVolunteer(options: SpawnOptions): SpawnedVolunteer {
  const args = ['--relay', options.relay, '--federation', options.federation, '--data', options.data];
  if (options.seed !== undefined) args.push('--seed', String(options.seed));
  if (options.threads !== undefined) args.push('--threads', String(options.threads));
  if (options.evaluate !== undefined) args.push('--evaluate', String(options.evaluate));
  const child = forkVolunteer(args);
  const ended = new Promise<number | null>((resolve) => {
    child.once('exit', resolve);
    // A process that could not be started never exits.
    child.on('error', () => resolve(null));
  });
  if (options.onEvent) child.on('message', options.onEvent);
  return {
    name: options.name,
    ended,
    async leave() {
      if (child.connected) child.disconnect();
      const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
      await ended;
      clearTimeout(timer);
    },
  };
}
