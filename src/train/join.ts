import { hexToBytes } from '@noble/hashes/utils.js';
import type { Split } from '../data/index.ts';
import type { DeviceKind, Epoch, FederationId, Hash, Manifest } from '../protocol/index.ts';
import {
  type FederationState,
  RelayError,
  type Traffic,
  type Transport,
  backoff,
  fetchFederation,
} from '../relay/index.ts';
import type { Clock } from './clock.ts';
import type { Control } from './control.ts';
import { surviving } from './device-loss.ts';
import type { EnginePolicy } from './engines/index.ts';
import type { Evaluation, TrainEvent } from './events.ts';
import { EngineSeen } from './engine-seen.ts';
import { FileError, type FileStore, obtainFiles } from './download/index.ts';
import { isSmall, missingBytes, untilComputable, untilLoadable } from './gate.ts';
import type { Checkpoint, Journal } from './journal.ts';
import type { LanguageLearner } from './language-learner.ts';
import { openLearner } from './open-learner.ts';
import { OtherManifestError, explain, rewound, rewritten } from './problems.ts';
import { Replica } from './replica.ts';
import { snapshotOffer } from './snapshot.ts';
import { Volunteer } from './volunteer.ts';

/** Everything that differs between a page and a terminal. */
export interface JoinSetup {
  /** Origin of the relay. */
  readonly relay: string;
  readonly federation: FederationId;
  /** The token of an invite. */
  readonly invite?: string;
  /** First hexadecimal digits of the manifest's hash, as the link has them that brought this volunteer. */
  readonly pin?: string;
  /** This device's examples, asked for once the labels are known. */
  readonly data: (manifest: Manifest) => Promise<Split>;
  readonly engine: EnginePolicy;
  readonly files: FileStore;
  readonly journal: Journal;
  readonly transport: Transport;
  readonly control: Control;
  readonly clock: Clock;
  /** Uniform in [0, 1): jitter only. */
  readonly random: () => number;
  /** What kind of device this is, as far as is known; unknown where left out. */
  readonly form?: DeviceKind['form'];
  /** Seconds between two evaluations on the held-out part, at least. */
  readonly evaluateEvery: number;
  /** What the base model scored on this data before, so that it is computed once. */
  readonly baseEvaluation?: BaseEvaluationStore;
  /**
   * Told when the model can be asked. Closing it is the caller's then, so that it can be asked
   * after the volunteer has left; without this it is closed at the end.
   */
  readonly onModel?: (model: OpenModel) => void;
}

export interface OpenModel {
  readonly learner: LanguageLearner;
  readonly replica: Replica;
}

export interface BaseEvaluationStore {
  get(manifest: Hash): Promise<Evaluation | null>;
  put(manifest: Hash, evaluation: Evaluation): Promise<void>;
}

/** Seconds between two reports of traffic and memory. */
const FIGURES_EVERY = 1;

/**
 * A volunteer's whole visit: fetch the manifest and the model, measure the base model on the held-out part, then
 * follow the federation until the volunteer leaves. Trouble arrives as `problem` events; the generator does not throw.
 */
export async function* join(setup: JoinSetup): AsyncGenerator<TrainEvent, void> {
  const { control, federation, journal, pin = '', relay } = setup;
  let learner: LanguageLearner | null = null;
  let isHandedOver = false;
  try {
    const state = yield* insist(setup, async function* () {
      yield* [];
      return fetchFederation(relay, federation, control.signal);
    });
    if (!state) return;
    const { manifest } = state;
    if (!state.hash.startsWith(pin)) throw new OtherManifestError(pin, state.hash);
    const identity = await journal.identity(federation);
    const { participant, isExtractable } = identity;
    yield { type: 'manifest', manifest, participant, isExtractable };
    const before = await journal.checkpoint(federation);
    if (before?.epoch === state.epoch && before.sequence > state.sequence) {
      yield { type: 'problem', problem: rewound(before.sequence, state.sequence) };
    }
    yield { type: 'activity', activity: { name: 'loading' } };
    const obtained = yield* insist(setup, () => download(setup, manifest));
    if (!obtained) return;
    yield* untilComputable(setup);
    if (control.left) return;
    const data = await setup.data(manifest);
    const of = { ...setup, manifest, data, seed: hexToBytes(participant), signal: control.signal };
    const seen = new EngineSeen();
    const opened = yield* seen.in(openLearner(of, obtained.files));
    if (!opened) return;
    learner = opened;
    yield { type: 'data', ...opened.counts };
    const replica = yield* surviving(opened, () => Replica.base(opened, manifest));
    setup.onModel?.({ learner: opened, replica });
    isHandedOver = setup.onModel !== undefined;
    yield { type: 'activity', activity: { name: 'evaluating' } };
    const known = await setup.baseEvaluation?.get(state.hash);
    const evaluation = known ?? (yield* surviving(replica, () => opened.evaluate(control.signal)));
    if (evaluation && !known) await setup.baseEvaluation?.put(state.hash, evaluation);
    if (evaluation) yield { type: 'evaluation', sequence: 0, evaluation };
    yield* untilLoadable(setup, catchUpBytes(state));
    const traffic: Traffic = { up: 0, down: 0 };
    const snapshot = (): ReturnType<typeof snapshotOffer> =>
      snapshotOffer(relay, federation, opened.weights, control.signal);
    const device = (): DeviceKind => ({ engine: seen.engine, form: setup.form ?? 'unknown' });
    const own = { manifest, identity, learner: opened, replica, traffic, snapshot, device };
    const volunteer = new Volunteer({ ...setup, ...own });
    const figures = function* (): Generator<TrainEvent> {
      yield { type: 'traffic', ...traffic, files: obtained.bytes };
      yield { type: 'memory', ...opened.memory(), backpropagation: opened.backpropagation() };
    };
    let reported = Number.NEGATIVE_INFINITY;
    for await (const event of seen.in(volunteer.run())) {
      yield event;
      if (event.type === 'entry' && before && isRewritten(event, before, replica.position.epoch)) {
        yield { type: 'problem', problem: rewritten(before.sequence) };
      }
      const isMilestone = event.type === 'entry' || event.type === 'verified';
      if (!isMilestone && setup.clock.now() - reported < FIGURES_EVERY) continue;
      reported = setup.clock.now();
      yield* figures();
    }
    yield* figures();
  } catch (error) {
    yield { type: 'problem', problem: explain(error) };
  } finally {
    if (!isHandedOver) await learner?.close();
    yield { type: 'activity', activity: { name: 'left' } };
  }
}

/** The model's files, once large ones may be loaded where some are missing. */
async function* download(
  { clock, control, files, relay }: JoinSetup,
  manifest: Manifest,
): AsyncGenerator<TrainEvent, { files: Map<string, Blob>; bytes: number }> {
  const missing = await missingBytes(manifest, files);
  yield* untilLoadable({ clock, control }, missing);
  // What does not wait for another network does not break off for one either.
  const signal = isSmall(missing) ? control.signal : control.downloadSignal;
  return yield* obtainFiles(relay, manifest, files, signal);
}

/** What a copy of the base model has to load until it is the federation's, at most. */
function catchUpBytes({ entryBytes, snapshot }: FederationState): number {
  return Math.min(entryBytes.total, snapshot ? snapshot.bytes + entryBytes.sinceSnapshot : entryBytes.total);
}

/** Whether this copy, at the state that an earlier visit had reached, holds other bits than it had then. */
function isRewritten(
  { sequence, fingerprint }: Extract<TrainEvent, { type: 'entry' }>,
  before: Checkpoint,
  epoch: Epoch | null,
): boolean {
  const isThere = before.epoch === epoch && before.sequence === sequence && fingerprint !== '';
  return isThere && before.fingerprint !== fingerprint;
}

/** Does a job until it succeeds, waiting ever longer while the network is at fault. @returns null when the volunteer left */
async function* insist<T>(
  { clock, control, random }: JoinSetup,
  job: () => AsyncGenerator<TrainEvent, T>,
): AsyncGenerator<TrainEvent, T | null> {
  for (let attempt = 1; !control.left; attempt++) {
    try {
      return yield* job();
    } catch (error) {
      if (control.left) return null;
      const isTemporary = (error instanceof FileError || error instanceof RelayError) && error.temporary;
      if (!isTemporary) throw error;
      // It broke off for another network, which it waits for with the next attempt. Every other fault is waited after.
      if (error instanceof FileError && error.fault === 'stopped') continue;
      const retryIn = backoff(attempt, random);
      yield { type: 'activity', activity: { name: 'offline', attempt, retryIn } };
      await control.rest(retryIn, clock);
    }
  }
  return null;
}
