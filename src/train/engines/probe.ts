import { type Example, reveal } from '../../data/index.ts';
import {
  DeviceLostError,
  DeviceRefusalError,
  type Engine,
  type EngineName,
  type TokenBatch,
} from '../../engine/index.ts';
import { ModelError, toBatch } from '../../model/index.ts';
import { type Manifest, splitOf, templateFields } from '../../protocol/index.ts';
import type { Clock } from '../clock.ts';
import type { TrainEvent } from '../events.ts';
import { type EngineSettings, openEngine } from './supply.ts';
import { type Trial, ranked } from './trial.ts';

/** Seconds of passes with one engine, warm-up aside, and passes at most. */
const SECONDS_EACH = 1.5;
const MOST_PASSES = 12;
/** Seconds of passes, loading aside, after which no further engine is begun. */
const SECONDS_IN_ALL = 8;
/** Seconds for one pass, the compilation of shaders included: after these it hangs. */
const PATIENCE = 30;
/** How much slower than the fastest an engine may be without being given up at once. */
const CLEARLY = 2;
/** Batches of this device's texts that the typical one is chosen from. */
const SAMPLED = 5;

export interface ProbeSetup extends EngineSettings {
  readonly manifest: Manifest;
  /** This device's: their lengths decide what a pass costs. */
  readonly examples: readonly Example[];
  readonly candidates: readonly EngineName[];
  /** What earlier visits measured of other engines. */
  readonly known?: readonly Trial[];
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

export interface ProbeResult {
  /** One for each candidate, in their order. */
  readonly trials: readonly Trial[];
  /** Those that would come out alike on another visit: not what the network, memory or a lost device had a part in. */
  readonly lasting: readonly Trial[];
  /** The fastest engine, if it is still open with the base weights; the caller closes it. */
  readonly engine: Engine | null;
}

/**
 * Real forward passes of this model on one engine after another; two are never open at once.
 * What fails is a reason, not an end.
 * @throws ModelError on a damaged checkpoint
 */
export async function* probe(setup: ProbeSetup): AsyncGenerator<TrainEvent, ProbeResult> {
  const { candidates, known = [], clock, signal } = setup;
  const batch = typicalBatch(setup);
  const trials: Trial[] = [];
  const lasting: Trial[] = [];
  let spent = 0;
  let open: Engine | null = null;
  for (const name of candidates) {
    if (signal.aborted) break;
    yield { type: 'activity', activity: { name: 'probing', engine: name } };
    await closeQuietly(open);
    open = null;
    const best = ranked([...known, ...trials])[0]?.passesPerSecond ?? 0;
    let trial: Trial;
    if (best > 0 && spent > SECONDS_IN_ALL) {
      trial = { engine: name, passesPerSecond: null, reason: 'was not tried, since the others took long' };
    } else {
      let from = Number.POSITIVE_INFINITY;
      try {
        open = await openEngine(name, setup);
        from = clock.now();
        trial = { engine: name, passesPerSecond: await measure(open, batch, setup, best), reason: '' };
        lasting.push(trial);
      } catch (error) {
        // Not waited for: an engine that hangs may hang here too.
        void closeQuietly(open);
        open = null;
        if (error instanceof ModelError) throw error;
        trial = { engine: name, passesPerSecond: null, reason: failure(error) };
        if (isLasting(error)) lasting.push(trial);
      }
      spent += Math.max(0, clock.now() - from);
    }
    trials.push(trial);
    yield { type: 'trial', trial };
  }
  if (open && open.name !== ranked([...known, ...trials])[0]?.engine) {
    await closeQuietly(open);
    open = null;
  }
  return { trials, lasting, engine: open };
}

/** Passes of a batch at w + e z in a second: the fastest of a few, since whatever disturbs one makes it slower. */
async function measure(
  engine: Engine,
  batch: TokenBatch,
  { kit, manifest, clock, signal }: ProbeSetup,
  best: number,
): Promise<number> {
  const { epsilon } = manifest.method;
  const pass = async (key: number): Promise<number> => {
    const direction = { key: [key, 0], amount: epsilon } as const;
    const from = clock.now();
    const hidden = await engine.first(batch, splitOf(manifest), direction);
    try {
      await engine.second(hidden, kit.labels, direction, direction);
    } finally {
      hidden.release();
    }
    return clock.now() - from;
  };
  await within(PATIENCE, pass(0), clock);
  const end = clock.now() + SECONDS_EACH;
  let shortest = Number.POSITIVE_INFINITY;
  for (let i = 1; i <= MOST_PASSES && clock.now() < end && !signal.aborted; i++) {
    shortest = Math.min(shortest, await within(PATIENCE, pass(i), clock));
    if (shortest > CLEARLY / best) break;
  }
  return 1 / shortest;
}

/** The middle one by length of a few batches of this device's texts. */
function typicalBatch({ kit, manifest, examples }: ProbeSetup): TokenBatch {
  const { batch: size } = manifest.method;
  const texts = examples.slice(0, SAMPLED * size).map((example) => example.texts.map(reveal));
  const rows = (texts.length > 0 ? texts : [templateFields(manifest.task.template).map(() => '')]).map((one) =>
    kit.prompt.encode(one),
  );
  // All batches have as many rows, whatever the number of texts.
  const batches = Array.from({ length: SAMPLED }, (_, b) =>
    toBatch(
      Array.from({ length: size }, (__, i) => rows[(b * size + i) % rows.length]!),
      kit.architecture,
    ),
  );
  return batches.sort((a, b) => a.length - b.length)[Math.floor(SAMPLED / 2)]!;
}

/** @throws Error when the job takes longer; it goes on, unheard. */
function within<T>(seconds: number, job: Promise<T>, clock: Clock): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(seconds * 1000, () => reject(new Error(`no answer within ${seconds} seconds`)));
    job.then(resolve, reject).finally(cancel);
  });
}

/** What an engine cannot free is no reason to go without the others. */
async function closeQuietly(engine: Engine | null): Promise<void> {
  await engine?.close().catch(() => {});
}

/** Whether another visit would meet it too. A program that does not load is a TypeError, or one's words in another error. */
function isLasting(error: unknown): boolean {
  if (error instanceof DeviceRefusalError) return isLasting(error.cause);
  if (!(error instanceof Error) || error instanceof DeviceLostError) return false;
  const isPassing = error instanceof TypeError || error instanceof RangeError;
  return !isPassing && !/fetch|import|network|download|memory/i.test(error.message);
}

function failure(error: unknown): string {
  if (error instanceof DeviceLostError && !(error instanceof DeviceRefusalError)) return 'lost its device';
  return `failed (${error instanceof Error ? error.message : String(error)})`;
}
