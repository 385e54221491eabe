import type { Example } from '../../data/index.ts';
import { type EngineName, type Workload, offeredEngine } from '../../engine/index.ts';
import { EVALUATION_BATCH, type ModelKit } from '../../model/index.ts';
import { type Manifest, parseHash, precisionOf, splitOf } from '../../protocol/index.ts';
import type { StoredTrial, TrialName } from '../../vault/index.ts';
import type { Clock } from '../clock.ts';
import type { TrainEvent } from '../events.ts';
import { planTrials } from './candidates.ts';
import { probe } from './probe.ts';
import { EngineSupply } from './supply.ts';
import { browserName, lookAround } from './surroundings.ts';
import { type Trial, describeTrials, ranked } from './trial.ts';

/** Which engine a volunteer runs on. */
export interface EnginePolicy {
  /** One by name, which is not measured; or the fastest by measurement. */
  readonly name: EngineName | 'auto';
  readonly threads: number;
  /** Why it is the named one, in a sentence. */
  readonly reason?: string;
  /** What to go on with where the named one does not run, best first. Without them that is an error. */
  readonly others?: readonly EngineName[];
  /** What earlier visits measured. */
  readonly trials?: TrialStore;
  /** Measures whatever is known already. */
  readonly measureAgain?: boolean;
}

export interface TrialStore {
  get(name: TrialName): Promise<readonly StoredTrial[] | null>;
  put(name: TrialName, trials: readonly StoredTrial[]): Promise<void>;
}

/** To be raised when engines become faster or slower: what was measured before is measured again then. */
const ENGINES_VERSION = 1;

export interface ChoiceSetup {
  readonly kit: ModelKit;
  readonly manifest: Manifest;
  readonly examples: readonly Example[];
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** An open engine with the base weights, and why it is this one. */
interface Choice {
  readonly engines: EngineSupply;
  readonly reason: string;
}

/**
 * Opens the engine that the policy asks for. What it tries, and what came of it, are events; the last one names the
 * engine and the reason.
 * @returns null when the volunteer left meanwhile
 * @throws ModelError on a damaged checkpoint, RangeError without memory, EngineError when nothing runs
 */
export async function* chooseEngine(
  policy: EnginePolicy,
  setup: ChoiceSetup,
): AsyncGenerator<TrainEvent, EngineSupply | null> {
  const choice = yield* policy.name === 'auto' ? measured(policy, setup) : named(policy.name, policy, setup);
  if (!choice) return null;
  const { engines, reason } = choice;
  yield { type: 'engine', ...engines.use, reason };
  return engines;
}

async function* named(
  name: EngineName,
  { threads, others = [], reason = '', trials }: EnginePolicy,
  { kit, manifest, clock }: ChoiceSetup,
): AsyncGenerator<TrainEvent, Choice> {
  const precision = precisionOf(manifest);
  if (trials) {
    const known = await readTrials(trials, trialName(kit, manifest, threads, browserName()));
    for (const trial of known) yield { type: 'trial', trial };
  }
  const ranking = [name, ...others.filter((other) => other !== name)];
  const engines = new EngineSupply({ kit, precision, threads }, ranking, clock);
  await engines.open();
  const instead = engines.use.engine;
  if (instead === name) return { engines, reason };
  return { engines, reason: `${name} does not run here: ${engines.failures} So ${instead} does the work.` };
}

async function* measured(
  { threads, trials: store, measureAgain = false }: EnginePolicy,
  setup: ChoiceSetup,
): AsyncGenerator<TrainEvent, Choice | null> {
  const { kit, manifest, clock, signal } = setup;
  const precision = precisionOf(manifest);
  const around = await lookAround();
  const batch = Math.max(manifest.method.batch, EVALUATION_BATCH);
  const workload: Workload = { precision, threads, batch, length: manifest.task.maxTokens };
  const { candidates, leftOut } = planTrials(kit.architecture, workload, around);
  for (const trial of leftOut) yield { type: 'trial', trial };

  const name = trialName(kit, manifest, threads, around.browser);
  const stored = measureAgain || !store ? [] : await readTrials(store, name);
  const ofToday = stored.filter(({ engine }) => candidates.includes(engine));
  // Failures alone are no reason to go without measuring.
  const known = ranked(ofToday).length > 0 ? ofToday : [];
  const unknown = candidates.filter((one) => !known.some(({ engine }) => engine === one));
  const isKnown = unknown.length === 0;
  let trials: readonly Trial[] = known;
  let engine = null;
  for (const trial of known) yield { type: 'trial', trial };
  if (!isKnown) {
    const result = yield* probe({ ...setup, precision, threads, candidates: unknown, known });
    ({ engine } = result);
    trials = [...known, ...result.trials];
    if (signal.aborted) {
      await engine?.close();
      return null;
    }
    // Without room for them the next visit measures again.
    await store?.put(name, [...known, ...result.lasting]).catch(() => {});
    yield { type: 'activity', activity: { name: 'loading' } };
  }

  // Behind the measured ones those that need nothing of the device: the first is here already, the other loads itself.
  const ranking = new Set<EngineName>([...ranked(trials).map((trial) => trial.engine), 'simd', 'wasm']);
  const engines = new EngineSupply({ kit, precision, threads }, [...ranking], clock, engine);
  await engines.open();
  const told = [...trials, ...leftOut.filter((trial) => trial.engine === 'webgpu')];
  const when = isKnown ? 'Measured on an earlier visit' : 'Measured here';
  const isFastest = ranked(trials)[0]?.engine === engines.use.engine;
  const instead = [engines.failures, `So ${engines.use.engine} does the work.`].filter((words) => words !== '');
  const so = isFastest ? '' : ` ${instead.join(' ')}`;
  return { engines, reason: `${when}: ${describeTrials(told)}.${so}` };
}

function trialName({ checkpointHash }: ModelKit, manifest: Manifest, threads: number, browser: string): TrialName {
  const { batch } = manifest.method;
  const work = `${batch} rows of ${manifest.task.maxTokens} tokens, split ${splitOf(manifest)}, engines ${ENGINES_VERSION}`;
  return { checkpoint: parseHash(checkpointHash), precision: precisionOf(manifest), threads, browser, work };
}

/** Those of engines that this version has; none where they cannot be read. */
async function readTrials(store: TrialStore, of: TrialName): Promise<Trial[]> {
  const stored = await store.get(of).catch(() => null);
  return (stored ?? []).flatMap(({ engine: name, passesPerSecond, reason }) => {
    const engine = offeredEngine(name);
    return engine ? [{ engine, passesPerSecond, reason }] : [];
  });
}
