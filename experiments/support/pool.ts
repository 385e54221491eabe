import { rmSync } from 'node:fs';
import type { RunCache } from './cache.ts';
import { simulateInChild } from './child.ts';
import type { Flags } from './experiment.ts';
import type { Progress } from './progress.ts';
import { type RunResult, readRecord } from './run-file.ts';

/** One seed's run. */
export interface Job {
  readonly key: string;
  /** For a person. */
  readonly name: string;
  readonly flags: Flags;
  /** Forward passes, about. */
  readonly training: number;
  /** Seconds on one thread, about. */
  readonly seconds: number;
}

/** A run that failed, and why. */
export interface Failure {
  readonly run: string;
  readonly why: string;
}

export interface PoolOptions {
  readonly cache: RunCache;
  /** Runs at once. */
  readonly jobs: number;
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

/**
 * Runs what the cache does not have, several at once, the longest first. One that fails does not stop the others.
 * @throws the signal's reason when it was ended
 */
export async function runAll(
  wanted: readonly Job[],
  { cache, jobs, signal, progress }: PoolOptions,
): Promise<Failure[]> {
  const missing = [...new Map(wanted.map((job) => [job.key, job])).values()]
    .filter(({ key }) => cache.read(key) === null)
    .sort((a, b) => b.seconds - a.seconds);
  const failures: Failure[] = [];
  const work = async (): Promise<void> => {
    for (let job = missing.shift(); job && !signal.aborted; job = missing.shift()) {
      const { key, name } = job;
      try {
        const run = await runOne(job, cache, signal, progress);
        cache.keep(key, run);
        progress.finish(job, run);
      } catch (error) {
        if (signal.aborted) return;
        const why = error instanceof Error ? error.message : String(error);
        failures.push({ run: name, why });
        progress.fail(job, why);
      }
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
  signal.throwIfAborted();
  return failures;
}

async function runOne(
  { key, flags, ...job }: Job,
  cache: RunCache,
  signal: AbortSignal,
  progress: Progress,
): Promise<RunResult> {
  const { record, checkpoint } = cache.working(key);
  rmSync(record, { force: true });
  const onForwards = (forwards: number): void => progress.advance(key, (forwards / job.training) * job.seconds);
  await simulateInChild({ ...flags, threads: 1, json: record, checkpoint }, { onForwards, signal });
  return readRecord(record);
}
