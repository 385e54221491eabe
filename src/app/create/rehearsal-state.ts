import type { EngineName } from '../../engine/index.ts';
import type { Manifest } from '../../protocol/index.ts';
import type { DryRunEvent, Pace, Problem, ZeroShot } from '../../train/index.ts';

/** What the dry run tries the model on. */
export type Source = 'own' | 'template' | 'amazon' | 'imdb' | 'yelp';

/** A dry run, as its events told it so far. */
export interface Rehearsal {
  readonly manifest: Manifest;
  readonly source: Source;
  readonly status: 'running' | 'done' | 'stopped' | 'failed';
  readonly at: 'loading' | 'probing' | 'judging' | 'timing';
  readonly download: { readonly loaded: number; readonly total: number } | null;
  readonly judged: { readonly done: number; readonly total: number } | null;
  readonly steps: number;
  readonly engine: { readonly name: EngineName; readonly threads: number; readonly reason: string } | null;
  readonly zeroShot: ZeroShot | null;
  readonly pace: Pace | null;
  readonly problem: Problem | null;
}

export function begun(manifest: Manifest, source: Source): Rehearsal {
  return {
    ...{ manifest, source, status: 'running', at: 'loading', download: null, judged: null, steps: 0 },
    ...{ engine: null, zeroShot: null, pace: null, problem: null },
  };
}

/** What an event changes. Pure. */
export function reduce(now: Rehearsal, event: DryRunEvent): Rehearsal {
  switch (event.type) {
    case 'activity': {
      const { name } = event.activity;
      const at =
        name === 'probing' ? 'probing' : name === 'evaluating' ? 'judging' : name === 'training' ? 'timing' : now.at;
      return { ...now, at };
    }
    case 'download':
      return { ...now, download: { loaded: event.loaded, total: event.total } };
    case 'engine':
      return { ...now, engine: { name: event.engine, threads: event.threads, reason: event.reason } };
    case 'judging':
      return { ...now, judged: { done: event.done, total: event.total } };
    case 'zero-shot':
      return { ...now, zeroShot: event.zeroShot };
    case 'step':
      return { ...now, steps: now.steps + 1 };
    case 'pace':
      return { ...now, pace: event.pace };
    case 'over':
      return now.status === 'running' ? { ...now, status: now.pace ? 'done' : 'stopped' } : now;
    case 'problem':
      return event.problem.fatal ? { ...now, status: 'failed', problem: event.problem } : now;
    default:
      return now;
  }
}
